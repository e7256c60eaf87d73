"""The register of fields: what lists show, sort by, group by, add up, filter by and edit in place. There is no other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property

from twofold.core.actor import Actor
from twofold.directory.conditions import ConditionNotUnderstood
from twofold.directory.masks import mask_of
from twofold.directory.models import CustomField
from twofold.directory.queries.lists.fields import (
    ACCOUNTS,
    MEMBERSHIPS,
    OF_A_MEMBERSHIP,
    OF_A_PERSON,
    OF_AN_ACCOUNT,
    PEOPLE,
    ListField,
    Store,
)
from twofold.directory.queries.lists.kinds import Kind

Fields = Mapping[str, ListField]
CustomFields = Mapping[str, list[CustomField]]


def list_fields(actor: Actor, subject: str) -> tuple[ListField, ...]:
    """The fields of `person` or `account`, or of what `Some` speaks of: a `membership` of a person, a `member` of an account.

    One statement. Customers have no custom fields, tags, owners and domains: these are the company's own.
    """
    return tuple(Register(actor).of(subject).values())


class Register:
    """The fields that an actor may speak of, by subject and key; custom fields are read once."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._known: dict[str, Fields] = {}

    def of(self, subject: str) -> Fields:
        """The fields of a subject, by key."""
        if subject not in self._known:
            is_customer = self._actor.is_customer
            fields = _SUBJECTS[subject](self._custom)
            masked = self._actor.masked
            self._known[subject] = {
                one.key: _masked(one) if one.mask in masked else one
                for one in fields
                if not (is_customer and _is_of_the_company(one))
            }
        return self._known[subject]

    @cached_property
    def _custom(self) -> CustomFields:
        found: dict[str, list[CustomField]] = {}
        if not self._actor.is_customer:
            for one in CustomField.objects.filter(archived_at=None).order_by("position", "label"):
                found.setdefault(one.subject, []).append(one)
        return found


def named(fields: Fields, key: str, at: int | None = None) -> ListField:
    """The field with this key. Refuses with `ConditionNotUnderstood` what there is not, and proposes the nearest."""
    if key in fields:
        return fields[key]
    labels = {one.label.lower(): one.key for one in fields.values()}
    near = get_close_matches(key.lower(), [*fields, *labels], n=1)
    meant = labels.get(near[0], near[0]) if near else ""
    raise ConditionNotUnderstood(f"There is no field “{key}”.", at, meant)


def _is_of_the_company(one: ListField) -> bool:
    return one.kind in {Kind.TAG, Kind.OWNER} or one.store == Store.DOMAINS


def _of_people(custom: CustomFields) -> Iterator[ListField]:
    yield from _person(custom)
    yield from _within("job", "", _membership(custom))


def _of_members(custom: CustomFields) -> Iterator[ListField]:
    yield from (one for one in _membership(custom) if one.part == "membership" and one.key != "account")
    yield from _within("person", "Person’s", _person(custom))


def _person(custom: CustomFields) -> Iterator[ListField]:
    return _of_part("person", OF_A_PERSON, PEOPLE, custom)


def _account(custom: CustomFields) -> Iterator[ListField]:
    return _of_part("account", OF_AN_ACCOUNT, ACCOUNTS, custom)


def _membership(custom: CustomFields) -> Iterator[ListField]:
    """Of a membership, and of the account that it is in."""
    yield from _of_part("membership", OF_A_MEMBERSHIP, MEMBERSHIPS, custom)
    yield from _within("account", "Account’s", _account(custom))


_SUBJECTS = {"person": _of_people, "account": _account, "membership": _membership, "member": _of_members}


def _of_part(part: str, fields: Iterable[ListField], verb: str, custom: CustomFields) -> Iterator[ListField]:
    for one in (*fields, *(_custom(field, verb) for field in custom.get(part, ()))):
        edited_as = one.edited_as or (one.key if one.edited_by else "")
        mask = mask_of(part, one.custom_key or one.key)
        yield replace(one, part=part, path=one.path or one.key, edited_as=edited_as, mask=mask)


def _custom(field: CustomField, verb: str) -> ListField:
    kind = Kind(field.kind)
    return ListField(
        f"custom.{field.key}",
        field.label,
        kind,
        "attributes",
        store=Store.ATTRIBUTE,
        choices=tuple((choice, choice) for choice in field.choices),
        is_required=field.is_required,
        is_indexed=field.is_indexed,
        sorted_by=f"attributes__{field.key}" if field.is_indexed and kind != Kind.MULTI_CHOICE else "",
        edited_by=verb,
        edited_as=field.key,
    )


def _masked(one: ListField) -> ListField:
    """Nothing is compared, sorted, grouped, added up or edited by it, whichever way it is asked for."""
    return replace(one, is_masked=True, sorted_by="", edited_by="", edited_as="", is_required=False, choices=())


def _within(place: str, whose: str, fields: Iterable[ListField]) -> Iterator[ListField]:
    """The fields of what a record points at: shown, filtered and grouped by, but not sorted by; only a job is edited there."""
    for one in fields:
        if one.kind in {Kind.ID, Kind.PHOTO}:
            continue
        is_edited = bool(one.edited_by) and one.part == "membership"
        yield replace(
            one,
            key=f"{place}.{one.key}",
            label=f"{whose} {_small(one.label)}" if whose else one.label,
            path=f"{place}__{one.path}",
            sorted_by="",
            edited_by=one.edited_by if is_edited else "",
            edited_as=one.edited_as if is_edited else "",
        )


def _small(label: str) -> str:
    """In the middle of a label; an abbreviation stays as it is."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
