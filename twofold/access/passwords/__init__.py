"""Passwords: how they are hashed, which are refused, and how those from elsewhere are taken over."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with the parameters of the OWASP Password Storage Cheat Sheet; about 30 ms of one core."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
