"""The machines' door: so far, tracking."""
