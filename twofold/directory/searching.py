"""Tokens: the parts by which people and accounts are found, and the question a searcher's text becomes.

Every token is a prefix to be typed; they are folded to plain letters, so that `Søren` is found by `soren`. Postgres keeps
them in a `tsvector` without positions (`array_to_tsvector`) under a GIN index: that needs no extension.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from urllib.parse import urlsplit

from anyascii import anyascii

from twofold.directory.phones import spoken_parts

LONGEST_TOKEN = 100
MOST_WORDS = 6
SHORTEST_NUMBER = 4
_WORD = re.compile(r"[a-z0-9]+")
_LETTERS = re.compile(r"[a-z]+")
_APOSTROPHES = re.compile(r"['’`´]")
_BLANK = re.compile(r"\s")
_NUMBER_LIKE = re.compile(r"\+?[\d\s()./-]{4,}")


def folded(text: str) -> str:
    """Plain small letters: accents, case and other scripts are gone."""
    return (text if text.isascii() else anyascii(text)).lower().strip()


def sort_name(name: str) -> str | None:
    """By what a name is sorted; None for no name."""
    return folded(name)[:LONGEST_TOKEN] or None


def tokens_of_name(name: str) -> set[str]:
    """The words of a name; also those with a hyphen or an apostrophe as a whole (`o'brien` is `obrien`, too)."""
    text = folded(name)
    words = set(_WORD.findall(text))
    return words.union(_APOSTROPHES.sub("", text).split())


def tokens_of_email(email: str) -> set[str]:
    """The address, the parts before the @, the domain from each of its labels on."""
    plain = email.lower()
    local, _, domain = plain.partition("@")
    return {plain, local, *_WORD.findall(folded(local)), *tokens_of_domain(domain)}


def tokens_of_domain(domain: str) -> set[str]:
    """`eu.helio-pumps.de` is found by itself, by `helio-pumps.de` and by `pumps`."""
    plain = domain.lower()
    *labels, _ = parts = plain.split(".")
    tails = [".".join(parts[start:]) for start in range(1, len(labels))]
    return {plain, *tails, *_WORD.findall(" ".join(labels))}


def tokens_of_website(address: str) -> set[str]:
    """The host of a web address, without `www`."""
    host = host_of(address)
    return tokens_of_domain(host.removeprefix("www.")) if host else set()


def host_of(address: str) -> str:
    """The host of a web address, also of one without its scheme; nothing if there is none in it."""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:  # a bracket that is not closed
        return ""


def tokens_of_number(number: str) -> set[str]:
    """A company or VAT number, a card, an id: without blanks and punctuation, and as its digits alone."""
    plain = "".join(_WORD.findall(folded(number)))
    digits = _LETTERS.sub("", plain)
    return {plain, digits} if len(digits) >= SHORTEST_NUMBER else {plain}


def tokens_of_person(name: str, email: str, phone: str, identifiers: Iterable[tuple[str, str]]) -> list[str]:
    """By what a person is found. `identifiers` are kinds and values; those of visitors (browsers, devices) are not asked for."""
    tokens: set[str] = set()
    for kind, value in {("email", email), ("phone", phone), *identifiers}:
        if not value:
            continue
        if kind == "email":
            tokens |= tokens_of_email(value)
        elif kind == "phone":
            tokens.update(spoken_parts(value))
        elif kind not in {"anonymous_id", "device_id"}:
            tokens |= tokens_of_number(value)
    return _kept(tokens_of_name(name), tokens)


def tokens_of_account(
    name: str, website: str, numbers: Iterable[str], identifiers: Iterable[tuple[str, str]]
) -> list[str]:
    """By what an account is found."""
    tokens = tokens_of_website(website) if website else set()
    for number in numbers:
        tokens |= tokens_of_number(number)
    for kind, value in identifiers:
        tokens |= tokens_of_domain(value) if kind == "domain" else tokens_of_number(value)
    return _kept(tokens_of_name(name), tokens)


def _kept(names: set[str], others: set[str]) -> list[str]:
    """As array_to_tsvector takes them: not empty, without blanks, not too long.

    What another token begins with is found by that one, and each token less is a second or two less for a million people;
    but names stay, for whole ones go before beginnings.
    """
    tokens = names | others
    tokens.discard("")
    if _BLANK.search("".join(tokens)) or max(map(len, tokens), default=0) > LONGEST_TOKEN:
        names, tokens = _storable(names), _storable(tokens)
    found = sorted(tokens)
    return [token for token, next_one in pairwise([*found, ""]) if token in names or not next_one.startswith(token)]


def _storable(tokens: set[str]) -> set[str]:
    return {"".join(token.split())[:LONGEST_TOKEN] for token in tokens} - {""}


# ------------------------------------------------------------------------------------------------------- asking


def words_of(text: str) -> list[str]:
    """What was typed, as tokens to look for; a number written in groups is one of them."""
    text = text.strip()[:200]
    if _NUMBER_LIKE.fullmatch(text):
        digits = "".join(filter(str.isdigit, text))
        return [digits.removeprefix("00") if text.startswith("00") else digits]
    return [word for word in folded(text).split() if _WORD.search(word)][:MOST_WORDS]


def question(text: str, *, exactly: bool = False) -> str:
    """A tsquery: all words, each as the beginning of a token (or `exactly` a token). Empty if nothing was asked.

    Words with digits among them may also be one number that was written in groups.
    """
    words, ending = words_of(text), "" if exactly else ":*"
    asked = " & ".join(_either_way(word, ending) for word in words)
    whole = "".join(part for word in words for part in _WORD.findall(word))
    if len(words) > 1 and any(map(str.isdigit, whole)):
        return f"({asked}) | '{whole}'{ending}"
    return asked


def _either_way(word: str, ending: str) -> str:
    """A word with punctuation stands for itself without apostrophes, for itself without any, or for all of its parts."""
    plain, parts = _APOSTROPHES.sub("", word), _WORD.findall(word)
    if plain == parts[0]:
        return f"'{plain}'{ending}"
    together = " & ".join(f"'{part}'{ending}" for part in parts)
    quoted = plain.replace("\\", "").replace("'", "")
    return f"('{quoted}'{ending} | '{''.join(parts)}'{ending} | ({together}))"
