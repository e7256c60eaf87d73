"""Entries of the ledger as files, for every door that lets somebody take a log out."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from twofold.core.queries import Entry
from twofold.directory.exporting.cells import Cell
from twofold.directory.exporting.files import csv_file

HEADER = (
    "Time",
    "What happened",
    "By",
    "Kind",
    "By (id)",
    "In their stead",
    "Person",
    "Account",
    "Details",
    "Number",
    "Id",
)


def log_as_csv(pages: Iterable[Sequence[Entry]]) -> Iterator[bytes]:
    """For spreadsheets: nothing in it is taken for a formula."""
    return csv_file(HEADER, ([_row(entry) for entry in page] for page in pages))


def log_as_lines(pages: Iterable[Sequence[Entry]]) -> Iterator[bytes]:
    """For programs: an entry a line, as JSON."""
    encode = msgspec.json.encode
    return (
        b"".join(encode({name: getattr(entry, name) for name in Entry.__slots__}) + b"\n" for entry in page)
        for page in pages
    )


def _row(entry: Entry) -> list[Cell]:
    ids = (entry.actor_id, entry.impersonator_id, entry.person_id, entry.account_id)
    actor, impersonator, person, account = ("" if one is None else str(one) for one in ids)
    body = msgspec.json.encode(entry.body).decode()
    return [
        entry.recorded_at, entry.name, entry.actor_name, entry.actor_kind, actor, impersonator, person, account, body,
        entry.seq, str(entry.id),
    ]  # fmt: skip
