"""What people do about themselves: profile, addresses, consents, activity, their data, and leaving."""
