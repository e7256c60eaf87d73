# ruff: noqa: INP001 - a program among scripts
"""Collects what customers read, and keeps the catalogues of translations complete. Run by bin/messages, checked by a test."""

import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
ROOMS = ("look", "access", "portal", "run")  # of which customers see something
REFUSING = (
    "core",
    "directory",
    "access",
    "portal",
)  # what these rooms say no with is shown by the portal, as far as customers meet it:
MET = {
    "PermissionMissing", "PersonNotFound", "AccountNotFound", "MembershipNotFound", "IdentifierNotFound",
    "BelongsToAnother", "TooManyOfAKind", "IdentifierNotUsable", "NothingToKnowThemBy", "MemberAlready",
    "NameMissing", "MembershipHasEnded", "LogNotFound", "TooLateToTakeBack",
}  # fmt: skip
NOT_MET = re.compile(
    r"Key\w+|Hash\w+|NoAddressToInvite|SentWithOtherContent|StillBeingAnswered|TooManyRequests|ActingStill|Staff\w+|Provider\w+|\w*Team\w*|.*Admin.*"
)
LANGUAGES = ("de", "fr", "es", "nl", "ru")
KEYWORDS: dict[str, Any] = {
    name.replace("gettext", f"gettext{suffix}"): places
    for suffix in ("", "_lazy", "_noop")
    for name, places in {
        "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"_": None}  # fmt: skip

Found = tuple[str, str | tuple[str, ...], str | None]


def collected(room: str) -> Catalog:
    """What the sources of a room say, in the order of their files."""
    catalog = Catalog()
    for where, words, context in _said_by(room):
        catalog.add(words, locations=[(where, 0)], context=context)
    return catalog


def catalogue(room: str, language: str) -> Path:
    """Where the translations of a room are kept."""
    return ROOT / "twofold" / room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """The translations that there are."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def brought_up_to_date(room: str, language: str) -> Catalog:
    """The translations of a room for exactly what its sources say now."""
    catalog = read(catalogue(room, language), language)
    catalog.update(collected(room), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return catalog


def written(catalog: Catalog) -> bytes:
    """The catalogue as it is kept: nothing in it changes unless a sentence does."""
    said = io.BytesIO()
    header = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {catalog.locale_identifier}\\n"\n'
    said.write(f'{header}"Plural-Forms: {catalog.plural_forms}\\n"\n\n'.encode())
    write_po(said, catalog, width=120, omit_header=True, include_lineno=False, sort_by_file=True)
    return said.getvalue()


def missing(catalog: Catalog) -> list[Message]:
    """What is not translated, or not surely."""
    return [one for one in catalog if one.id and (one.fuzzy or not all(_strings(one)))]


def _strings(message: Message) -> Sequence[str | None]:
    return message.string if isinstance(message.string, list | tuple) else (message.string,)


def _said_by(room: str) -> Iterator[Found]:
    folder = ROOT / "twofold" / room
    for path in sorted(folder.rglob("*.py")):
        yield from _extracted(path, path.read_text())
    for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.txt"), *folder.rglob("*.mjml"))):
        plain = templatize(path.read_text())
        yield from _extracted(path, "\n".join(line.strip() for line in plain.splitlines()))
    if room == "portal":
        for other in REFUSING:
            for path in sorted((ROOT / "twofold" / other).rglob("*.py")):
                yield from _refusals(path)
                if other not in ROOMS:
                    yield from _extracted(path, path.read_text())


def _extracted(path: Path, source: str) -> Iterator[Found]:
    """The words in calls of gettext and its relatives."""
    for _, words, _, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        yield path.relative_to(ROOT).as_posix(), words, context


def _refusals(path: Path) -> Iterator[Found]:
    """What refusals say by the first line of their docstring (`core.refusals.Refusal.message`), unless they say it better."""
    where = path.relative_to(ROOT).as_posix()
    is_access = where.startswith("twofold/access/errors")
    for node in (one for one in ast.parse(path.read_text()).body if isinstance(one, ast.ClassDef)):
        says_better = any(isinstance(one, ast.FunctionDef) and one.name == "message" for one in node.body)
        said = None if says_better else ast.get_docstring(node)
        if said and (node.name in MET or (is_access and not NOT_MET.fullmatch(node.name))):
            yield where, said.splitlines()[0], None


if __name__ == "__main__":
    for room in ROOMS:
        for language in LANGUAGES:
            catalog = brought_up_to_date(room, language)
            path = catalogue(room, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(catalog))
            if lacking := missing(catalog):
                sys.stdout.write(f"{path.relative_to(ROOT)}: {len(lacking)} of {len(catalog)} are not translated\n")
