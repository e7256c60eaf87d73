"""What is done to many records alike, and what takes it back: the inside of bulk edits."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.directory import setting
from twofold.directory.guards import objections_to_people
from twofold.directory.models import Account, Person
from twofold.directory.permissions import Permission
from twofold.directory.verbs import putting_aside, tags


class Do(StrEnum):
    """What can be done to many at once."""

    SET = "set"
    TAG = "tag"
    UNTAG = "untag"
    REMOVE = "remove"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, the same for all. `fields` are as `many.edit_people` takes them (None clears one), `owner` and `kind` too."""

    do: Do
    fields: Mapping[str, Any] = field(default_factory=dict)
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Put:
    """Whom it changed and what taking it back must know, as JSON holds it; who refused it and why. The others were so already."""

    before: Mapping[UUID, Any] = field(default_factory=dict)
    refused: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noun:
    """The verbs and permissions for one of the two subjects."""

    kept: setting.Kept
    tag: Callable[..., list[UUID]]
    untag: Callable[..., list[UUID]]
    remove: Callable[..., list[UUID]]
    restore: Callable[..., dict[UUID, datetime]]
    model: type[Person] | type[Account]
    to_edit: Permission
    to_remove: Permission

    def permission(self, do: Do) -> Permission:
        """What it takes."""
        if do in {Do.TAG, Do.UNTAG}:
            return Permission.TAG
        return self.to_edit if do == Do.SET else self.to_remove


NOUNS: Mapping[str, Noun] = {
    "person": Noun(
        setting.PEOPLE, tags.tag_people, tags.untag_people, putting_aside.remove_people, putting_aside.restore_people,
        Person, Permission.EDIT_PEOPLE, Permission.REMOVE_PEOPLE,
    ),
    "account": Noun(
        setting.ACCOUNTS, tags.tag_accounts, tags.untag_accounts, putting_aside.remove_accounts,
        putting_aside.restore_accounts, Account, Permission.EDIT_ACCOUNTS, Permission.REMOVE_ACCOUNTS,
    ),
}  # fmt: skip


def put(actor: Actor, noun: Noun, change: Change, ids: Collection[UUID]) -> Put:
    """Make the change to all of these, in a number of statements that does not grow with them."""
    match change.do:
        case Do.SET:
            return Put(*setting.put(actor, noun.kept, change.fields, ids))
        case Do.TAG:
            return Put(dict.fromkeys(noun.tag(actor, ids, tag=change.tag)))
        case Do.UNTAG:
            return Put(dict.fromkeys(noun.untag(actor, ids, tag=change.tag)))
        case Do.REMOVE:
            objections = objections_to_people(ids) if noun.model is Person else {}
            removed = dict.fromkeys(noun.remove(actor, ids), unit.now().isoformat())
            return Put(removed, {one: refusal.message for one, refusal in objections.items()})
        case Do.RESTORE:
            return Put({one: since.isoformat() for one, since in noun.restore(actor, ids).items()})


def take_back(actor: Actor, noun: Noun, change: Change, before: Mapping[UUID, Any]) -> Put:
    """Make it what it was `before`, as `put` told; `before` of the answer are those who are so again, with nothing.

    Whoever was changed since is left alone, and neither among these nor among those that refused.
    """
    match change.do:
        case Do.SET:
            restored, refused = setting.take_back(actor, noun.kept, change.fields, before)
            return Put(dict.fromkeys(restored), refused)
        case Do.TAG:
            return Put(dict.fromkeys(noun.untag(actor, before.keys(), tag=change.tag)))
        case Do.UNTAG:
            return Put(dict.fromkeys(noun.tag(actor, before.keys(), tag=change.tag)))
        case Do.REMOVE:
            now = noun.model.objects.filter(id__in=before.keys()).values_list("id", "deleted_at")
            ours = [one for one, at in now if at and at == datetime.fromisoformat(before[one])]
            return Put(dict.fromkeys(noun.restore(actor, ours)))
        case Do.RESTORE:
            since = {one: datetime.fromisoformat(at) for one, at in before.items()}
            return Put(dict.fromkeys(noun.remove(actor, since.keys(), removed_at=since)))
