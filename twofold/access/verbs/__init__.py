"""Every write of the access room."""
