"""Facts in the words of the people they are about: for an organisation's log, beside those that one's own log has, too."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from twofold.core.queries import Entry
from twofold.portal import telling, wording
from twofold.portal.organisation.overview import LABELS

# What a kind of activity is called, by the beginning of the names of its facts.
KINDS = (
    ("access.role", gettext_lazy("Roles")),
    ("access.group", gettext_lazy("Groups")),
    ("access.application", gettext_lazy("Applications")),
    ("access.invitation", gettext_lazy("Invitations")),
    ("access.guest", gettext_lazy("Guests")),
    ("directory.membership", gettext_lazy("People")),
    ("directory.account", gettext_lazy("Details")),
)
FIELDS: Mapping[str, str | Promise] = LABELS | {
    "title": gettext_lazy("Title"),
    "department": gettext_lazy("Department"),
    "standing": gettext_lazy("Standing"),
    "starts_on": gettext_lazy("First day"),
    "ends_on": gettext_lazy("Last day"),
}
EDITED = frozenset({"directory.account.edited", "directory.membership.edited"})
SENTENCES = {
    "access.role.defined": gettext_lazy("Role %(role)s defined"),
    "access.role.edited": gettext_lazy("Role %(role)s changed"),
    "access.role.removed": gettext_lazy("Role %(role)s removed"),
    "access.role.given": gettext_lazy("Role %(role)s given"),
    "access.role.taken": gettext_lazy("Role %(role)s taken back"),
    "access.group.made": gettext_lazy("Group %(group)s made"),
    "access.group.edited": gettext_lazy("Group %(group)s changed"),
    "access.group.removed": gettext_lazy("Group %(group)s removed"),
    "access.group.joined": gettext_lazy("Put into %(group)s"),
    "access.group.left": gettext_lazy("Taken out of %(group)s"),
    "access.application.offered": gettext_lazy("%(application)s is there for the organisation"),
    "access.application.withdrawn": gettext_lazy("%(application)s is no longer there"),
    "access.application.assigned": gettext_lazy("%(application)s may be used"),
    "access.application.unassigned": gettext_lazy("%(application)s may no longer be used"),
    "directory.membership.added": gettext_lazy("Came into the organisation"),
    "directory.membership.ended": gettext_lazy("Left the organisation"),
}


def told(entry: Entry) -> str:
    """One sentence; of what was edited each field, as it was and as it is."""
    if entry.name in EDITED:
        return "; ".join(_changed(change) for change in entry.body["changes"])
    if entry.name == "access.role.given" and entry.body.get("reaches_below"):
        return gettext("Role %(role)s given, here and in all below it") % _words(entry)
    if sentence := SENTENCES.get(entry.name):
        return str(sentence) % _words(entry)
    return telling.told([entry], reader=None)[0].text


def details(entry: Entry) -> dict[str, Any]:
    """What a fact says beside its sentence."""
    return {} if entry.name in EDITED else entry.body


def _changed(change: dict[str, Any]) -> str:
    field = str(FIELDS.get(change["field"], change["field"]))
    return f"{field}: {_valued(change['old'])} → {_valued(change['new'])}"


def _valued(value: object) -> str:
    """A value of a field; what one is in an account in the reader's language, and nothing as a dash."""
    return wording.role(str(value)) if value not in {None, ""} else "–"


def _words(entry: Entry) -> dict[str, str]:
    words = {key: str(value) for key, value in entry.body.items()}
    return words | {"role": wording.role(words["role"])} if "role" in words else words
