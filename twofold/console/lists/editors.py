"""The editors of cells: one for each column that can be edited in place, kept in the page as a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from twofold.console import places
from twofold.console.lists.columns import Column
from twofold.console.properties import CURRENCIES
from twofold.directory.queries import Colleague, Kind

Options = Sequence[tuple[str, str]]
TYPES: Mapping[Kind, str] = {Kind.EMAIL: "email", Kind.PHONE: "tel", Kind.DATE: "date", Kind.WEBSITE: "url"}


@dataclass(frozen=True, slots=True)
class Editor:
    """How a column is edited. `form` is text, select, several, money or picker; `type` is that of its input."""

    key: str
    label: str
    form: str
    type: str = "text"
    options: Options = ()
    url: str = ""


def of(columns: Sequence[Column], staff: Sequence[Colleague]) -> list[Editor]:
    """The editors of these columns."""
    return [editor(one, staff) for one in columns if one.field.is_editable]


def editor(column: Column, staff: Sequence[Colleague]) -> Editor:
    """The editor of one column."""
    field = column.field
    match field.kind:
        case Kind.PERSON | Kind.ACCOUNT:
            url = f"{reverse('console:pick', args=[field.kind.value])}?name=value"
            return Editor(field.key, field.label, "picker", url=url)
        case Kind.MONEY:
            return Editor(field.key, field.label, "money", options=[(code, code) for code in CURRENCIES])
        case Kind.MULTI_CHOICE:
            return Editor(field.key, field.label, "several", options=field.choices)
        case _:
            options = options_of(column, staff)
            if options:
                unset = () if field.is_required else (("", "Not set"),)
                return Editor(field.key, field.label, "select", options=[*unset, *options])
            return Editor(field.key, field.label, "text", TYPES.get(field.kind, "text"))


def options_of(column: Column, staff: Sequence[Colleague]) -> Options:
    """What can be chosen, for kinds of which one chooses."""
    match column.field.kind:
        case Kind.CHOICE:
            return column.field.choices
        case Kind.OWNER:
            return [(str(one.id), one.name) for one in staff]
        case Kind.COUNTRY:
            return places.countries()
        case Kind.LOCALE:
            return places.languages()
        case Kind.TIME_ZONE:
            return places.time_zones()
        case _:
            return ()
