"""Whatever customers read is there in every language, with everything that the sentence has."""

import re
from collections.abc import Sequence

import pytest
from babel.messages.catalog import Message
from django.utils.translation import gettext, override

from bin import _messages as messages
from twofold.access.queries import permission_sentences

pytestmark = pytest.mark.no_database

OTHERWISE = re.compile(r"(?i)(?<![\w-])(e?mails?|letters?)\b")


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("room", messages.ROOMS)
class TestACatalogue:
    def test_has_exactly_what_the_sources_say(self, room: str, language: str) -> None:
        kept = messages.catalogue(room, language).read_bytes()

        assert kept == messages.written(messages.brought_up_to_date(room, language)), "run bin/messages"

    def test_is_translated_whole(self, room: str, language: str) -> None:
        catalog = messages.read(messages.catalogue(room, language), language)

        assert [one.id for one in messages.missing(catalog)] == []

    def test_keeps_what_is_put_into_sentences(self, room: str, language: str) -> None:
        catalog = messages.read(messages.catalogue(room, language), language)

        assert [one.id for one in catalog if one.id and not _keeps_placeholders(one)] == []


@pytest.mark.parametrize("room", messages.ROOMS)
def test_an_e_mail_is_always_called_so(room: str) -> None:
    """No "mail" or "email" beside "e-mail", and no "letter", which comes on paper."""
    said = [form for one in messages.collected(room) if one.id for form in _forms(one.id)]

    assert [one for one in said if OTHERWISE.search(re.sub(r"%\(\w+\)s", "", one))] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_what_a_role_allows_is_said_in_every_language(language: str) -> None:
    with override(language):
        said = {gettext(sentence): sentence for sentence in permission_sentences().values()}

    assert [sentence for words, sentence in said.items() if words == sentence] == []


def _keeps_placeholders(message: Message) -> bool:
    """Every form has the placeholders of the sentence; each may leave out what the sentence for one thing leaves out."""
    said = [_placeholders(one) for one in _forms(message.id)]
    wanted, needed = set.union(*said), set.intersection(*said)
    return all(needed <= _placeholders(form) <= wanted for form in _forms(message.string or ""))


def _placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|</?\w+[^>]*>|https?://\S+", sentence))


def _forms(said: str | Sequence[str]) -> Sequence[str]:
    return [said] if isinstance(said, str) else said
