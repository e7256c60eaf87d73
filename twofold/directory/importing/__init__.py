"""Bringing in people, accounts and memberships from files: reading them, matching what they say, doing it and undoing it."""
