"""Columns that become fields of one's own: named after the column, of the kind their cells have."""

import re
from collections.abc import Sequence
from dataclasses import replace

from twofold.console.fields import key_of
from twofold.console.import_plans import Sent
from twofold.core.actor import Actor
from twofold.directory.importing.plan import ImportPlan
from twofold.directory.importing.previewing import ColumnSeen
from twofold.directory.importing.values import read_date, read_number
from twofold.directory.verbs import custom_fields

FEW = 12
DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*")


def define_fields(actor: Actor, sent: Sent, seen: Sequence[ColumnSeen]) -> ImportPlan:
    """Define the fields that were asked for, and let their columns go there. Refuses what defining a field refuses."""
    columns = list(sent.plan.columns)
    for place, part in sent.new_fields.items():
        kind, choices = kind_of(seen[place])
        field = custom_fields.define(
            actor, subject=part, key=key_of(seen[place].name), label=seen[place].name[:100], kind=kind, choices=choices
        )
        columns[place] = replace(columns[place], target=f"{part}.custom.{field.key}")
    return replace(sent.plan, columns=tuple(columns))


def kind_of(seen: ColumnSeen) -> tuple[str, list[str]]:
    """What a field for a column would be: a number, a date, one of a few words that come again and again, or text."""
    texts = [text for text, _ in seen.values]
    if texts and all(read_number(text) is not None for text in texts):
        return "number", []
    if texts and all(DATE.fullmatch(text) and read_date(text) for text in texts):
        return "date", []
    if not seen.has_more and 1 < len(texts) <= FEW and seen.filled >= 4 * len(texts):
        return "choice", sorted(texts)
    return "text", []
