"""What one may be allowed to do about ways in: by the company's staff, or by customers in an account."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from twofold.core.permissions import Permission as CorePermission
from twofold.core.registers import BuiltIn, Desk, Limit


class Permission(StrEnum):
    """The permissions of the access room."""

    SEE_STAFF = "access:staff:see"
    ADMIT_STAFF = "access:staff:admit"
    MANAGE_STAFF_ROLES = "access:staff_role:manage"
    MANAGE_TEAMS = "access:team:manage"
    ENTER_ADMIN_MODE = "access:admin_mode:enter"
    ACT_AS_CUSTOMERS = "access:customer:act_as"
    MAKE_KEYS = "access:key:make"
    MANAGE_KEYS = "access:key:manage"
    TAKE_OVER_LOGINS = "access:login:take_over"
    MANAGE_SITES = "access:site:manage"
    SEE_MEMBERS = "access:member:see"
    MANAGE_MEMBERS = "access:member:manage"
    EDIT_ORGANISATION = "access:organisation:edit"
    DEFINE_ROLES = "access:role:define"
    GRANT_ROLES = "access:role:grant"
    MANAGE_GROUPS = "access:group:manage"
    ASSIGN_APPLICATIONS = "access:application:assign"
    RUN_OWNED = "access:owned:run"
    MANAGE_APPLICATIONS = "access:application:manage"
    INVITE_MEMBERS = "access:member:invite"
    INVITE_GUESTS = "access:guest:invite"
    REVIEW_GUESTS = "access:guest:review"
    DECIDE_REQUESTS = "access:request:decide"
    EDIT_SELF = "access:self:edit"
    JOIN_ACCOUNTS = "access:account:join"


# What customers may hold stands in pages of theirs, and is translated.
SENTENCES = {
    Permission.SEE_STAFF: "See the members of staff, their roles and their teams",
    Permission.ADMIT_STAFF: "Invite people to be members of staff, and dismiss them",
    Permission.MANAGE_STAFF_ROLES: "Define the roles of staff, and give and take them",
    Permission.MANAGE_TEAMS: "Make teams, and put colleagues and countries into them",
    Permission.ENTER_ADMIN_MODE: "Enter admin mode for a while, with a reason",
    Permission.ACT_AS_CUSTOMERS: "Act as a customer for a while, with a reason that they are told",
    Permission.MAKE_KEYS: "Make keys by which programs act for oneself",
    Permission.MANAGE_KEYS: "Make keys for services, and see and revoke everybody's",
    Permission.TAKE_OVER_LOGINS: "Let people sign in with the passwords they have in another system",
    Permission.MANAGE_SITES: "Arrange sites: their look, and how people sign up and sign in there",
    Permission.SEE_MEMBERS: _("See who is in an account, with which roles"),
    Permission.MANAGE_MEMBERS: _("Change what people are in an account, and end memberships"),
    Permission.EDIT_ORGANISATION: _("Change an account's own details"),
    Permission.DEFINE_ROLES: _("Define an account's own roles"),
    Permission.GRANT_ROLES: _("Give people in an account roles, and take them back"),
    Permission.MANAGE_GROUPS: _("Make groups in an account, and put people into them"),
    Permission.ASSIGN_APPLICATIONS: _("Assign applications to people and groups of an account"),
    Permission.RUN_OWNED: _("Run the groups and applications that one was made an owner of, and invite guests to them"),
    Permission.MANAGE_APPLICATIONS: "Say which applications there are, and which accounts have them",
    Permission.INVITE_MEMBERS: _("Invite members into an account"),
    Permission.INVITE_GUESTS: _("Invite guests into an account"),
    Permission.REVIEW_GUESTS: _("Review guests of an account, and let them stay or go"),
    Permission.DECIDE_REQUESTS: _("Decide who of those that ask may join an account"),
    Permission.EDIT_SELF: "Change one's own profile and consents",
    Permission.JOIN_ACCOUNTS: "Redeem invitations, and ask to join accounts",
}

_RUN_IT = (BuiltIn.OWNER, BuiltIn.ADMIN)
_ARE_IN_IT = (*_RUN_IT, BuiltIn.BUYER, BuiltIn.APPROVER, BuiltIn.MEMBER, BuiltIn.AUDITOR)

# The rooms above add theirs. A guest gets nothing by being one: what they see is what they were granted.
HELD_BY: Mapping[Permission, Collection[BuiltIn]] = {
    Permission.SEE_MEMBERS: _ARE_IN_IT,
    Permission.MANAGE_MEMBERS: _RUN_IT,
    Permission.EDIT_ORGANISATION: _RUN_IT,
    Permission.DEFINE_ROLES: _RUN_IT,
    Permission.GRANT_ROLES: _RUN_IT,
    Permission.MANAGE_GROUPS: _RUN_IT,
    Permission.ASSIGN_APPLICATIONS: _RUN_IT,
    Permission.RUN_OWNED: _ARE_IN_IT,
    Permission.INVITE_MEMBERS: _RUN_IT,
    Permission.INVITE_GUESTS: _RUN_IT,
    Permission.REVIEW_GUESTS: _RUN_IT,
    Permission.DECIDE_REQUESTS: _RUN_IT,
    Permission.EDIT_SELF: (BuiltIn.SELF,),
    Permission.JOIN_ACCOUNTS: (BuiltIn.SELF,),
}

_EVERYBODY = (Desk.SALES, Desk.MARKETING, Desk.SUPPORT, Desk.ANALYST, Desk.READER)
_HELP = (Desk.SALES, Desk.SUPPORT)
HELD_BY_STAFF: Mapping[Permission, Collection[Desk]] = {
    Permission.SEE_STAFF: _EVERYBODY,
    Permission.MAKE_KEYS: (Desk.SALES, Desk.MARKETING, Desk.SUPPORT, Desk.ANALYST),
    Permission.ACT_AS_CUSTOMERS: (Desk.SUPPORT,),
    Permission.SEE_MEMBERS: (*_HELP, Desk.READER),
    Permission.EDIT_ORGANISATION: _HELP,
    Permission.MANAGE_MEMBERS: _HELP,
    Permission.INVITE_MEMBERS: _HELP,
    Permission.INVITE_GUESTS: _HELP,
    Permission.REVIEW_GUESTS: _HELP,
    Permission.DECIDE_REQUESTS: _HELP,
    Permission.GRANT_ROLES: (Desk.SUPPORT,),
    Permission.MANAGE_GROUPS: (Desk.SUPPORT,),
    Permission.ASSIGN_APPLICATIONS: (Desk.SUPPORT,),
}

# What waits for admin mode is what changes who may do what, here and at the door: nothing of a day's work. Pages and letters about
# who is in an account, or comes in, are made of names, photos and addresses.
LIMITS: Mapping[Permission, Collection[Limit]] = {
    Permission.ADMIT_STAFF: (Limit.ADMIN_MODE,),
    Permission.MANAGE_STAFF_ROLES: (Limit.ADMIN_MODE,),
    Permission.MANAGE_KEYS: (Limit.ADMIN_MODE,),
    Permission.MANAGE_SITES: (Limit.ADMIN_MODE,),
    Permission.ACT_AS_CUSTOMERS: (Limit.EVERY_FIELD,),
    Permission.SEE_MEMBERS: (Limit.EVERY_FIELD,),
    Permission.INVITE_MEMBERS: (Limit.EVERY_FIELD,),
    Permission.INVITE_GUESTS: (Limit.EVERY_FIELD,),
    Permission.REVIEW_GUESTS: (Limit.EVERY_FIELD,),
    Permission.DECIDE_REQUESTS: (Limit.EVERY_FIELD,),
}

# Whoever acts as a customer sees what they see. Whatever they do beyond is a decision that only the customer can take.
SHOWN_WHILE_ACTING = frozenset({str(Permission.SEE_MEMBERS), str(CorePermission.SEE_ACCOUNT_LEDGER)})
