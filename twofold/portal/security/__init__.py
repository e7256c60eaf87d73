"""What people do about their own security: ways to sign in, second steps, browsers and sessions."""
