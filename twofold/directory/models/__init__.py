"""The directory's tables, private to it."""

from twofold.directory.models.account import Account, AccountIdentifier
from twofold.directory.models.bulk_row import BulkRow
from twofold.directory.models.consent import Consent
from twofold.directory.models.custom_field import CustomField
from twofold.directory.models.identity import Identifier, IdentifierKind, Link, Span
from twofold.directory.models.importing import ImportDraft, ImportDraftKey, ImportMapping, ImportRow
from twofold.directory.models.layout import Layout
from twofold.directory.models.membership import Membership
from twofold.directory.models.merge import AccountMerge, Apart, Merge, MergeRefusal
from twofold.directory.models.note import Note
from twofold.directory.models.peer import Peer
from twofold.directory.models.person import Person
from twofold.directory.models.purpose import Purpose
from twofold.directory.models.saved_view import SavedView
from twofold.directory.models.tag import Tag, Tagging
from twofold.directory.models.trait import AccountTrait, Trait
from twofold.directory.models.word import Word

__all__ = [
    "Account",
    "AccountIdentifier",
    "AccountMerge",
    "AccountTrait",
    "Apart",
    "BulkRow",
    "Consent",
    "CustomField",
    "Identifier",
    "IdentifierKind",
    "ImportDraft",
    "ImportDraftKey",
    "ImportMapping",
    "ImportRow",
    "Layout",
    "Link",
    "Membership",
    "Merge",
    "MergeRefusal",
    "Note",
    "Peer",
    "Person",
    "Purpose",
    "SavedView",
    "Span",
    "Tag",
    "Tagging",
    "Trait",
    "Word",
]
