"""Every write of the directory, a file per noun."""
