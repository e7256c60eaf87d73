"""The pages on which an account is run by its own people."""
