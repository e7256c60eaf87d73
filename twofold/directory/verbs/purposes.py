"""The register of what people are asked to agree to: names and sentences, by language."""

import re
import unicodedata
from collections.abc import Mapping

import msgspec

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory.errors import ValueNotAllowed
from twofold.directory.facts import PurposeDescribed, PurposeRemoved
from twofold.directory.models import Purpose
from twofold.directory.permissions import Permission
from twofold.directory.queries.purposes import PurposeWords

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")  # as consents have it
LONGEST_NAME, LONGEST_SENTENCE = 80, 300


@verb(Permission.DEFINE_PURPOSES)
def define(actor: Actor, *, key: str, words: Mapping[str, PurposeWords]) -> Purpose:
    """Put a purpose into the register. Its key is for good, since consents have it; refuses one that is there.

    Of two who put the same in at once the second waits for the first, and is refused.
    """
    kept = _checked(key, words)
    purpose, is_new = _put(key, kept)
    if not is_new:
        raise ValueNotAllowed("key", "A purpose has this key already.")
    _tell(actor, key, kept)
    return purpose


@verb(Permission.DEFINE_PURPOSES)
def describe(actor: Actor, key: str, *, words: Mapping[str, PurposeWords]) -> Purpose:
    """Say what a purpose is called and what one agrees to, in these languages and no others. The same words are no fact.

    A key that sites ask for or people have decided on already is put into the register by it. Refuses a purpose without any
    name, and a sentence in a language in which it has none.
    """
    kept = _checked(key, words)
    purpose, is_new = _put(key, kept)
    if not is_new:
        if purpose.words == msgspec.to_builtins(kept):
            return purpose
        purpose.words = msgspec.to_builtins(kept)
        purpose.save(update_fields=["words"])
    _tell(actor, key, kept)
    return purpose


@verb(Permission.DEFINE_PURPOSES)
def remove(actor: Actor, key: str) -> None:
    """Take a purpose out of the register: what people decided stays, under its key. The second time nothing happens."""
    gone, _ = Purpose.objects.filter(key=key).delete()
    if gone:
        record(PurposeRemoved(key=key), by=actor)


def _put(key: str, words: Mapping[str, PurposeWords]) -> tuple[Purpose, bool]:
    """The purpose, held until the transaction ends, and whether it is new."""
    told = {"id": ids.new(), "created_at": unit.now(), "words": msgspec.to_builtins(words)}
    return Purpose.objects.select_for_update().get_or_create(key=key, defaults=told)


def _tell(actor: Actor, key: str, words: Mapping[str, PurposeWords]) -> None:
    record(PurposeDescribed(key=key, name=next(iter(words.values())).name, languages=sorted(words)), by=actor)


def _checked(key: str, words: Mapping[str, PurposeWords]) -> dict[str, PurposeWords]:
    if not KEY.fullmatch(key):
        raise ValueNotAllowed("key", "Use small letters, digits, - and _.")
    kept = {code: said for code, told in words.items() if (said := _words_checked(code, told)) != PurposeWords()}
    if not kept:
        raise ValueNotAllowed("name", "A purpose needs a name in at least one language.")
    return kept


def _words_checked(code: str, told: PurposeWords) -> PurposeWords:
    name, sentence = _line(told.name), _line(told.sentence)
    if len(name) > LONGEST_NAME:
        raise ValueNotAllowed(f"name.{code}", f"A name has at most {LONGEST_NAME} characters.")
    if len(sentence) > LONGEST_SENTENCE:
        raise ValueNotAllowed(f"sentence.{code}", f"A sentence has at most {LONGEST_SENTENCE} characters.")
    if sentence and not name:
        raise ValueNotAllowed(f"name.{code}", "Give it a name in this language, too.")
    return PurposeWords(name=name, sentence=sentence)


def _line(text: str) -> str:
    """In one line, without characters that nobody sees."""
    return " ".join("".join(one if unicodedata.category(one) != "Cc" else " " for one in text).split())
