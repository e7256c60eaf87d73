"""What one may be allowed to do here."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from twofold.core.registers import Desk, Limit


class Permission(StrEnum):
    """The permissions of the directory, as roles name them."""

    SEE_PEOPLE = "directory:person:see"
    EDIT_PEOPLE = "directory:person:edit"
    REMOVE_PEOPLE = "directory:person:remove"
    MERGE_PEOPLE = "directory:person:merge"
    SEE_ACCOUNTS = "directory:account:see"
    EDIT_ACCOUNTS = "directory:account:edit"
    REMOVE_ACCOUNTS = "directory:account:remove"
    MERGE_ACCOUNTS = "directory:account:merge"
    RECORD_CONSENT = "directory:consent:record"
    DEFINE_PURPOSES = "directory:purpose:define"
    MANAGE_STAFF = "directory:staff:manage"
    DEFINE_FIELDS = "directory:custom_field:define"
    WRITE_NOTES = "directory:note:write"
    TAG = "directory:tag:use"
    SAVE_VIEWS = "directory:view:save"
    IMPORT = "directory:import:run"
    EXPORT = "directory:export"
    RESOLVE_IDENTITIES = "directory:identity:resolve"


SENTENCES = {
    Permission.SEE_PEOPLE: "See people and what is known of them",
    Permission.EDIT_PEOPLE: "Add people and change what is known of them, their memberships and identifiers",
    Permission.REMOVE_PEOPLE: "Remove people and bring them back",
    Permission.MERGE_PEOPLE: "Make two records of the same human being one, and take that back",
    Permission.SEE_ACCOUNTS: "See accounts and their trees",
    Permission.EDIT_ACCOUNTS: "Add accounts, change them and move them within their tree",
    Permission.REMOVE_ACCOUNTS: "Remove accounts and bring them back",
    Permission.MERGE_ACCOUNTS: "Make two records of the same company one, and take that back",
    Permission.RECORD_CONSENT: "Record that a person gave or withdrew consent",
    Permission.DEFINE_PURPOSES: "Say in words what people are asked to agree to",
    Permission.MANAGE_STAFF: "Make people members of staff, or no longer",
    Permission.DEFINE_FIELDS: "Define custom fields",
    Permission.WRITE_NOTES: "Write notes on people and accounts",
    Permission.TAG: "Tag people and accounts",
    Permission.SAVE_VIEWS: "Save views of lists",
    Permission.IMPORT: "Import files of people and accounts, and undo imports",
    Permission.EXPORT: "Take lists of people and accounts out as files",
    Permission.RESOLVE_IDENTITIES: "Join traces of people into persons, in bulk (for Twofold itself)",
}

_EVERYBODY = (Desk.SALES, Desk.MARKETING, Desk.SUPPORT, Desk.ANALYST, Desk.READER)
_WORK_WITH_CUSTOMERS = (Desk.SALES, Desk.MARKETING, Desk.SUPPORT)

HELD_BY_STAFF: Mapping[Permission, Collection[Desk]] = {
    Permission.SEE_PEOPLE: _EVERYBODY,
    Permission.EDIT_PEOPLE: _WORK_WITH_CUSTOMERS,
    Permission.REMOVE_PEOPLE: (Desk.SALES, Desk.SUPPORT),
    Permission.MERGE_PEOPLE: _WORK_WITH_CUSTOMERS,
    Permission.SEE_ACCOUNTS: _EVERYBODY,
    Permission.EDIT_ACCOUNTS: _WORK_WITH_CUSTOMERS,
    Permission.REMOVE_ACCOUNTS: (Desk.SALES,),
    Permission.MERGE_ACCOUNTS: _WORK_WITH_CUSTOMERS,
    Permission.RECORD_CONSENT: _WORK_WITH_CUSTOMERS,
    Permission.WRITE_NOTES: _WORK_WITH_CUSTOMERS,
    Permission.TAG: _WORK_WITH_CUSTOMERS,
    Permission.SAVE_VIEWS: (*_WORK_WITH_CUSTOMERS, Desk.ANALYST),
    Permission.IMPORT: (Desk.MARKETING,),
    Permission.EXPORT: (Desk.SALES, Desk.MARKETING, Desk.ANALYST),
}

LIMITS: Mapping[Permission, Collection[Limit]] = {
    Permission.MANAGE_STAFF: (Limit.ADMIN_MODE,),
    Permission.DEFINE_PURPOSES: (Limit.ADMIN_MODE,),
    Permission.MERGE_PEOPLE: (Limit.EVERY_FIELD,),
    Permission.MERGE_ACCOUNTS: (Limit.EVERY_FIELD,),
    Permission.IMPORT: (Limit.EVERY_ROW, Limit.EVERY_FIELD),
    Permission.RESOLVE_IDENTITIES: (Limit.EVERY_ROW, Limit.EVERY_FIELD),
}
