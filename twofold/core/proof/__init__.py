"""What of the ledger is hashed, and how it is checked: nothing here needs the tables, so files can be checked anywhere."""
