"""The lists of people and accounts: columns, filters, views, cells that are edited in place, groups, sums, work on many at once."""
