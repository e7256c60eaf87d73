"""Twofold: one record per account and one per person."""
