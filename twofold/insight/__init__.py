"""Questions to the tape: how many, how often, compared with before. It reads the tape and nothing else."""
