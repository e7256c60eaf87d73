"""What Twofold uses of lz4, which ships no types."""
