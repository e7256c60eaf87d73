"""What lists know of each field, and the fields that every person, account and membership has."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from twofold.directory.conditions import Operator
from twofold.directory.models import Account, Membership
from twofold.directory.queries.lists.kinds import GROUPABLE, OPERATORS, SUMMABLE, Kind

Choices = tuple[tuple[str, str], ...]


class Store(StrEnum):
    """Where the value of a field is kept; for the directory alone."""

    COLUMN = "column"
    ATTRIBUTE = "attribute"
    TAGS = "tags"
    DOMAINS = "domains"
    PERSON_KIND = "person_kind"


@dataclass(frozen=True, slots=True)
class ListField:
    """A field of a list.

    `key` is its name in conditions, columns, sorts and groups: `country`, `custom.seats`, of the primary membership
    `job.title`, of its account `job.account.industry`. `choices` are values and labels. `part` says whose it is:
    `person`, `account` or `membership`. `edited_by` is the verb that edits it in place (`people.edit`,
    `people.assign_owner`, `accounts.move`, `memberships.edit` …) and `edited_as` the name this verb knows it by; both
    are empty where it cannot be. One that `is_masked` for who asks (by its `mask`) is shown as hidden, and does nothing else.
    Fields that are no column can be filtered by, but not be shown.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    path: str = ""
    part: str = ""
    store: Store = Store.COLUMN
    choices: Choices = ()
    is_column: bool = True
    is_required: bool = False
    is_indexed: bool = False
    sorted_by: str = ""
    is_in_groups: bool = False
    edited_by: str = ""
    edited_as: str = ""
    mask: str = ""
    is_masked: bool = False

    @property
    def operators(self) -> tuple[Operator, ...]:
        """How it may be compared, the likeliest first."""
        return () if self.is_masked else OPERATORS[self.kind]

    @property
    def is_sortable(self) -> bool:
        """Whether a list can be sorted by it; then an index has it in order."""
        return bool(self.sorted_by)

    @property
    def is_groupable(self) -> bool:
        """Whether a list can be grouped by it."""
        return not self.is_masked and (self.is_in_groups or self.kind in GROUPABLE)

    @property
    def is_summable(self) -> bool:
        """Whether its values add up."""
        return not self.is_masked and self.kind in SUMMABLE

    @property
    def is_editable(self) -> bool:
        """Whether it is edited in place."""
        return bool(self.edited_by)

    @property
    def custom_key(self) -> str:
        """The key of the custom field it is; empty if it is none."""
        return self.key.rpartition("custom.")[2] if self.store == Store.ATTRIBUTE else ""


def _choices(choices: Iterable[tuple[str, str]]) -> Choices:
    return tuple((value, label.capitalize()) for value, label in choices)


PEOPLE, ACCOUNTS, MEMBERSHIPS = "people.edit", "accounts.edit", "memberships.edit"

OF_A_PERSON = (
    ListField("name", "Name", sorted_by="sort_name", edited_by=PEOPLE),
    ListField("given_name", "Given name", edited_by=PEOPLE),
    ListField("family_name", "Family name", edited_by=PEOPLE),
    ListField("email", "E-mail", Kind.EMAIL, edited_by=PEOPLE),
    ListField("phone", "Phone", Kind.PHONE, edited_by=PEOPLE),
    ListField(
        "kind",
        "Kind",
        Kind.CHOICE,
        "id",
        store=Store.PERSON_KIND,
        choices=(("contact", "Contact"), ("consumer", "Consumer"), ("staff", "Staff")),
    ),
    ListField("owner", "Owner", Kind.OWNER, edited_by="people.assign_owner"),
    ListField("tag", "Tags", Kind.TAG, "id", store=Store.TAGS),
    ListField("seen", "Last seen", Kind.MOMENT, "seen_at", sorted_by="seen_at"),
    ListField("created", "Created", Kind.MOMENT, "created_at", sorted_by="created_at"),
    ListField("country", "Country", Kind.COUNTRY, edited_by=PEOPLE),
    ListField("city", "City", is_in_groups=True, edited_by=PEOPLE),
    ListField("locale", "Language", Kind.LOCALE, edited_by=PEOPLE),
    ListField("time_zone", "Time zone", Kind.TIME_ZONE, edited_by=PEOPLE),
    ListField("photo", "Photo", Kind.PHOTO),
    ListField("id", "ID", Kind.ID, sorted_by="id"),
)
OF_AN_ACCOUNT = (
    ListField("name", "Name", sorted_by="sort_name", is_required=True, edited_by=ACCOUNTS),
    ListField(
        "kind", "Kind", Kind.CHOICE, choices=_choices(Account.Kind.choices), is_required=True, edited_by=ACCOUNTS
    ),
    ListField("domain", "Domain", path="id", store=Store.DOMAINS),
    ListField("parent", "Part of", Kind.ACCOUNT, edited_by="accounts.move", edited_as="parent_id"),
    ListField("industry", "Industry", is_in_groups=True, edited_by=ACCOUNTS),
    ListField("employees", "Employees", Kind.NUMBER, sorted_by="employees", edited_by=ACCOUNTS),
    ListField("owner", "Owner", Kind.OWNER, edited_by="accounts.assign_owner"),
    ListField("tag", "Tags", Kind.TAG, "id", store=Store.TAGS),
    ListField("seen", "Last seen", Kind.MOMENT, "seen_at", sorted_by="seen_at"),
    ListField("created", "Created", Kind.MOMENT, "created_at", sorted_by="created_at"),
    ListField("country", "Country", Kind.COUNTRY, edited_by=ACCOUNTS),
    ListField("city", "City", is_in_groups=True, edited_by=ACCOUNTS),
    ListField("website", "Website", Kind.WEBSITE, edited_by=ACCOUNTS),
    ListField("company_number", "Company no.", edited_by=ACCOUNTS),
    ListField("vat_number", "VAT no.", edited_by=ACCOUNTS),
    ListField("id", "ID", Kind.ID, sorted_by="id"),
)
OF_A_MEMBERSHIP = (
    ListField("title", "Title", edited_by=MEMBERSHIPS),
    ListField("department", "Department", is_in_groups=True, edited_by=MEMBERSHIPS),
    ListField(
        "role",
        "Role",
        Kind.CHOICE,
        "buying_role",
        choices=_choices(Membership.BuyingRole.choices),
        edited_by=MEMBERSHIPS,
        edited_as="buying_role",
    ),
    ListField(
        "standing",
        "Standing",
        Kind.CHOICE,
        choices=_choices(Membership.Standing.choices),
        is_required=True,
        edited_by=MEMBERSHIPS,
    ),
    ListField("starts", "Starts on", Kind.DATE, "starts_on", edited_by=MEMBERSHIPS, edited_as="starts_on"),
    ListField("ends", "Ends on", Kind.DATE, "ends_on", edited_by=MEMBERSHIPS, edited_as="ends_on"),
    ListField("primary", "Primary", Kind.FLAG, "is_primary", is_column=False),
    ListField("account", "Account", Kind.ACCOUNT),
)
