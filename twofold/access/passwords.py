"""Password hashing: Argon2id with OWASP's parameters (19 MiB, two passes, one lane)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """The parameters of the OWASP Password Storage Cheat Sheet; about 30 ms of one core."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
