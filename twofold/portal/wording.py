"""What the portal calls things: the built-in roles, and a person's place in an account."""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from twofold.access.contexts import Context
from twofold.access.queries import MOST_COUNTED
from twofold.core.refusals import Refusal
from twofold.core.registers import BuiltIn
from twofold.directory import queries as directory
from twofold.look import wording

ROLES = {
    BuiltIn.OWNER: gettext_lazy("Owner"),
    BuiltIn.ADMIN: gettext_lazy("Administrator"),
    BuiltIn.BUYER: gettext_lazy("Buyer"),
    BuiltIn.APPROVER: gettext_lazy("Approver"),
    BuiltIn.MEMBER: gettext_lazy("Member"),
    BuiltIn.GUEST: gettext_lazy("Guest"),
    BuiltIn.AUDITOR: gettext_lazy("Auditor"),
}


def role(key_or_name: str) -> str:
    """A built-in role in the reader's language; an account's own by the name that it was given."""
    built_in = key_or_name in ROLES
    return str(ROLES[BuiltIn(key_or_name)]) if built_in else key_or_name


def countries() -> Sequence[tuple[str, str]]:
    """Their codes and names, by their names in the reader's language."""
    return directory.country_names(get_language() or "")


def country(code: str) -> str:
    """A country by its name in the reader's language."""
    return dict(countries()).get(code, code)


def how_many(people: int) -> str:
    """So many people, as far as they are counted."""
    if people > MOST_COUNTED:
        return gettext("more than %(n)s people") % {"n": wording.number(MOST_COUNTED)}
    return ngettext("one person", "%(n)s people", people) % {"n": people} if people else gettext("nobody")


def refused(refusal: Refusal) -> str:
    """Why not, in the reader's language: what refusals say by themselves is English."""
    return gettext(refusal.message)


def place(context: Context) -> str:
    """What somebody is in an account, in a few words: "Buyer, approver", "Guest until 31 December", "Member"."""
    if context.is_guest and context.until:
        return gettext("Guest until %(day)s") % {"day": wording.day(context.until)}
    if context.is_guest:
        return gettext("Guest")
    words = ", ".join(role(one) for one in context.roles) or gettext("Member")
    words = words[0] + words[1:].lower() if all(one in ROLES for one in context.roles) else words
    if context.above:
        return gettext("%(roles)s, from %(account)s") % {"roles": words, "account": context.above}
    return words
