"""The tables of the access room, private to it."""

from twofold.access.models.api_key import ApiKey, KeyUse
from twofold.access.models.kept_answer import KeptAnswer

__all__ = ["ApiKey", "KeptAnswer", "KeyUse"]
