"""What people are asked to agree to, in words. Whoever is asked may read what for, so these ask for no permission."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from twofold.directory.models import Purpose

LAST_RESORT = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeWords:
    """A purpose in one language: its name, and a sentence that says what somebody agrees to."""

    name: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """A purpose as the register has it, in each language that somebody has found words in."""

    key: str
    words: Mapping[str, PurposeWords]

    def spoken(self, language: str) -> PurposeWords:
        """In this language; where it has no name there in English, or else in whichever language it has one."""
        wanted = (language, language.partition("-")[0], LAST_RESORT, *self.words)
        named = (words for code in wanted if (words := self.words.get(code)) and words.name)
        return next(named, PurposeWords(name=in_words(self.key)))


@dataclass(frozen=True, slots=True)
class Purposes:
    """All of them in one language, by their keys; a key that nobody has named is made readable."""

    language: str
    rows: Mapping[str, PurposeRow]

    def name(self, key: str) -> str:
        """What it is called."""
        return self._spoken(key).name

    def sentence(self, key: str) -> str:
        """What one agrees to; empty if nobody has said so."""
        return self._spoken(key).sentence

    def _spoken(self, key: str) -> PurposeWords:
        return self.rows.get(key, PurposeRow(key, {})).spoken(self.language)


def purposes() -> list[PurposeRow]:
    """The register, by key. One statement."""
    kept: Any = Purpose.objects.order_by("key").values_list("key", "words")
    return [PurposeRow(key, msgspec.convert(words, dict[str, PurposeWords])) for key, words in kept]


def purposes_in(language: str) -> Purposes:
    """The register in this language (`de`, `de-AT`). One statement."""
    return Purposes(language, {row.key: row for row in purposes()})


def in_words(key: str) -> str:
    """`personal_offers` is Personal offers."""
    return key.replace("_", " ").replace("-", " ").capitalize()
