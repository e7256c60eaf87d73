"""Facts in the words of the people they are about."""

from django.utils.translation import gettext, gettext_lazy

from twofold.core.queries import Entry
from twofold.portal import wording

# What a kind of activity is called, by the beginning of the names of its facts.
KINDS = (
    ("access.role", gettext_lazy("Roles")),
    ("access.group", gettext_lazy("Groups")),
    ("access.application", gettext_lazy("Applications")),
    ("access.invitation", gettext_lazy("Invitations")),
    ("access.guest", gettext_lazy("Guests")),
    ("directory.membership", gettext_lazy("Leaving")),
)
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
    "directory.membership.ended": gettext_lazy("Left the organisation"),
}


def told(entry: Entry) -> str:
    """One sentence; of a fact that nobody found words for, its name made readable."""
    if entry.name == "access.role.given" and entry.body.get("reaches_below"):
        return gettext("Role %(role)s given, here and in all below it") % _words(entry)
    if sentence := SENTENCES.get(entry.name):
        return str(sentence) % _words(entry)
    return entry.name.partition(".")[2].replace(".", " ").replace("_", " ").capitalize()


def _words(entry: Entry) -> dict[str, str]:
    words = {key: str(value) for key, value in entry.body.items()}
    return words | {"role": wording.role(words["role"])} if "role" in words else words
