"""Every write of the tape that others may ask for."""
