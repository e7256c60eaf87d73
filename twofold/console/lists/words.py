"""A condition as people say it: "country is Germany and some account: role is Champion"."""

from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from twofold.console import places
from twofold.console.asking import an_id
from twofold.console.page import ConsoleRequest
from twofold.directory import queries as directory
from twofold.directory.conditions import All, Any, Condition, Is, Not, Operator, Some
from twofold.directory.conditions.tree import walk
from twofold.directory.queries import Kind, ListField

POINTING = {Kind.PERSON, Kind.OWNER, Kind.ACCOUNT}
IN_TIME = {Kind.DATE, Kind.MOMENT}
RELATIONS = {"membership": ("in", "account"), "member": ("with", "person")}
SAYINGS: Mapping[Operator, str] = {
    Operator.EQUAL: "is", Operator.NOT_EQUAL: "is not", Operator.LESS: "is less than", Operator.AT_MOST: "is at most",
    Operator.GREATER: "is more than", Operator.AT_LEAST: "is at least", Operator.HAS: "contains",
    Operator.ONE_OF: "is any of", Operator.UNDER: "is below or is", Operator.EMPTY: "is empty", Operator.PRESENT: "is set",
}  # fmt: skip
SAYINGS_IN_TIME: Mapping[Operator, str] = {
    Operator.EQUAL: "is on", Operator.NOT_EQUAL: "is not on", Operator.LESS: "is before", Operator.AT_MOST: "is until",
    Operator.GREATER: "is after", Operator.AT_LEAST: "is from",
}  # fmt: skip
SPANS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}


def saying(kind: Kind, operator: Operator) -> str:
    """How a comparison is said of a kind of field."""
    return SAYINGS_IN_TIME.get(operator, SAYINGS[operator]) if kind in IN_TIME else SAYINGS[operator]


def related(relation: str) -> tuple[str, str]:
    """How one speaks of a relation: in some account, with some person."""
    return RELATIONS.get(relation, ("with", relation))


class Words:
    """Says conditions on one subject. Names of the people and accounts in them are read once, however many."""

    def __init__(self, request: ConsoleRequest, subject: str, *conditions: Condition) -> None:
        self._actor = request.actor
        self._fields: dict[str, dict[str, ListField]] = {}
        self.subject = subject
        self._names = self._read_names(conditions)

    def fields(self, subject: str) -> dict[str, ListField]:
        """The fields of a subject by their keys."""
        if subject not in self._fields:
            self._fields[subject] = {one.key: one for one in directory.list_fields(self._actor, subject)}
        return self._fields[subject]

    def of(self, condition: Condition, subject: str = "") -> SafeString:
        """The condition in words, what matters in bold."""
        subject = subject or self.subject
        match condition:
            case All(parts) | Any(parts):
                return self._joined(condition, parts, subject)
            case Not(Some(relation, part)):
                said = format_html("{} no {}: {}", *related(relation), self.of(part, relation))
            case Not(part):
                said = format_html("not ({})", self.of(part, subject))
            case Some(relation, part):
                said = format_html("{} some {}: {}", *related(relation), self.of(part, relation))
            case Is():
                said = self._comparison(condition, subject)
        return said

    def value(self, field: ListField, text: str) -> str:
        """A value as it is said."""
        if field.kind in POINTING:
            return "me" if text.lower() == "me" else self._names.get(text, text)
        if field.kind == Kind.COUNTRY:
            return places.country_name(text.upper())
        if field.kind in IN_TIME:
            return in_time(text)
        return next((label for value, label in field.choices if value == text), text)

    def _joined(self, whole: Condition, parts: Sequence[Condition], subject: str) -> SafeString:
        if not parts:
            return format_html("{}", "anything")
        said = (self.of(part, subject) for part in parts)
        apart = (
            format_html("({})", words) if isinstance(part, All | Any) else words
            for part, words in zip(parts, said, strict=True)
        )
        return format_html_join(" or " if isinstance(whole, Any) else " and ", "{}", ((words,) for words in apart))

    def _comparison(self, one: Is, subject: str) -> SafeString:
        field = self.fields(subject).get(one.field)
        if field is None:
            return format_html("{} {} <b>{}</b>", one.field, SAYINGS[one.operator], ", ".join(one.values))
        said = saying(
            field.kind, Operator.EQUAL if one.operator == Operator.ONE_OF and len(one.values) == 1 else one.operator
        )
        if not one.values:
            return format_html("{} <b>{}</b>", field.label, said)
        if one.operator == Operator.ONE_OF and len(one.values) > 3:
            return format_html("{} {} <b>{}</b>", field.label, said, len(one.values))
        return format_html(
            "{} {} <b>{}</b>", field.label, said, ", ".join(self.value(field, value) for value in one.values)
        )

    def _read_names(self, conditions: Sequence[Condition]) -> dict[str, str]:
        """Of everybody who may be pointed at: ids are unmistakable."""
        ids = {
            found
            for condition in conditions
            for part, _ in walk(condition)
            if isinstance(part, Is)
            for text in part.values
            if (found := an_id(text)) is not None
        }
        if not ids:
            return {}
        people = directory.names_of_people(self._actor, list(ids))
        accounts = directory.names_of_accounts(self._actor, list(ids))
        return {str(one): name or "one without a name" for one, name in (people | accounts).items()}


def in_time(text: str) -> str:
    """`-30d` is "30 days ago"."""
    number, unit = text[1:-1], text[-1:]
    if text[:1] not in {"-", "+"} or not number.isdigit() or unit not in SPANS:
        return text
    words = f"{number} {SPANS[unit]}{'' if number == '1' else 's'}"
    return f"{words} ago" if text[0] == "-" else f"in {words}"
