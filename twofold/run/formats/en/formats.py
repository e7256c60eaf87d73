"""The day before the month, as everywhere else in Twofold."""

DATE_FORMAT = "j F Y"
