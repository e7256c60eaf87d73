"""Where columns of a file may go, drawn from the register of fields, and whether a plan makes sense."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from twofold.core.actor import Actor
from twofold.directory.importing.plan import ImportPlan, Keys, MappingNotUsable
from twofold.directory.models import AccountIdentifier, Consent
from twofold.directory.queries.lists import Kind, ListField, list_fields
from twofold.directory.queries.purposes import in_words, purposes_in
from twofold.directory.queries.traces import rules_of_kinds

POINTING = {Kind.PERSON: "their mail address", Kind.ACCOUNT: "name, domain or number"}
"""By what cells name the people and accounts that fields of one's own point at."""
IN_TEXT = frozenset({Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.NUMBER, Kind.CHOICE, Kind.COUNTRY, Kind.WEBSITE})
PARTS = {"person": "Person", "account": "Account", "membership": "Membership"}
ANCHORS = (
    frozenset({"person.name"}),
    frozenset({"person.given_name", "person.family_name"}),
    frozenset({"account.name"}),
)
LANGUAGE = "en"  # of the console
AGREED = (("yes", "Given"), ("no", "Withdrawn"))


@dataclass(frozen=True, slots=True)
class Target:
    """A place for a column: `person.email`, `person.custom.plan`, `account.identifier.domain`, `person.consent.news.email`.

    `kind` is what cells must be. `takes_many`: several columns may go there, and a cell may hold several values.
    `is_key`: records can be known again by it.
    """

    key: str
    label: str
    part: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()
    takes_many: bool = False
    is_key: bool = False
    is_required: bool = False

    @property
    def name(self) -> str:
        """What it is called within its part."""
        return self.key.partition(".")[2]


def import_targets(actor: Actor) -> dict[str, Target]:
    """Every place for a column, by its key. Four statements."""
    found = [*_of_people(actor), *_of_accounts(actor)]
    return {target.key: target for target in found}


def _of_people(actor: Actor) -> Iterator[Target]:
    fields = list_fields(actor, "person")
    yield from _fields("person", fields)
    yield from (
        Target(f"person.identifier.{kind.key}", kind.label, "person", Kind.TEXT, takes_many=True, is_key=True)
        for kind in rules_of_kinds().values()
        if kind.makes_known and kind.key not in {"email", "phone"}
    )
    yield from _beside("person")
    agreed = Consent.objects.values_list("purpose", "channel").distinct().order_by("purpose", "channel")[:50]
    purposes = purposes_in(LANGUAGE)
    named = [(purpose, "email") for purpose in ("newsletter", *purposes.rows)]
    for purpose, channel in dict.fromkeys([*named, *agreed]):
        yield consent_target(purpose, channel, called=purposes.name(purpose))
    yield from _fields("membership", fields)


def _of_accounts(actor: Actor) -> Iterator[Target]:
    yield from _fields("account", list_fields(actor, "account"))
    for kind, label in AccountIdentifier.Kind.choices:
        if kind not in {"vat", "company_number"}:
            yield Target(f"account.identifier.{kind}", label, "account", Kind.TEXT, takes_many=True, is_key=True)
    yield Target("account.parent", "Part of (name, domain or number)", "account", Kind.TEXT)
    yield from _beside("account")


def consent_target(purpose: str, channel: str, *, called: str = "") -> Target:
    """Whether somebody agrees to a purpose on a channel; purposes and channels may be new."""
    label = f"Consent to {called or in_words(purpose)} by {channel}"
    return Target(f"person.consent.{purpose}.{channel}", label, "person", Kind.CHOICE, AGREED)


def _fields(part: str, fields: tuple[ListField, ...]) -> Iterator[Target]:
    """What is edited in place can be imported; of what points at other records, fields of one's own."""
    for one in fields:
        is_plain = (one.kind not in POINTING or bool(one.custom_key)) and one.edited_by.endswith(".edit")
        if one.part != part or not (is_plain or one.kind == Kind.PHOTO):
            continue
        name = f"custom.{one.custom_key}" if one.custom_key else one.edited_as or one.key
        label = f"{one.label} ({POINTING[one.kind]})" if one.kind in POINTING else one.label
        target = Target(f"{part}.{name}", label, part, one.kind, one.choices, is_required=one.is_required)
        takes_many = one.kind == Kind.MULTI_CHOICE or target.key in {"person.email", "person.phone"}
        yield replace(target, takes_many=takes_many, is_key=part != "membership" and one.kind in IN_TEXT)


def _beside(part: str) -> Iterator[Target]:
    yield Target(f"{part}.tags", "Tags", part, Kind.TAG, takes_many=True)
    yield Target(f"{part}.owner", "Owner (their mail address)", part, Kind.OWNER)
    yield Target(f"{part}.note", "Note", part, Kind.TEXT)


def target_of(targets: Mapping[str, Target], key: str) -> Target | None:
    """The target with this key; a consent may be one nobody has given yet."""
    match key.split("."):
        case ["person", "consent", purpose, channel]:
            return consent_target(purpose, channel)
        case _:
            return targets.get(key)


def check(plan: ImportPlan, targets: Mapping[str, Target]) -> None:
    """Refuse, with every reason at once, a plan that cannot be carried out."""
    reasons = [*_wrong_columns(plan, targets), *_wrong_keys(plan, targets)]
    if not (plan.has_people or plan.has_accounts):
        reasons.append("No column says who it is about: choose at least one of a person or an account.")
    if any(target.startswith("membership.") for target in plan.targets) and not (plan.has_people and plan.has_accounts):
        reasons.append("What somebody is in an account needs columns of both, the person and the account.")
    if reasons:
        raise MappingNotUsable(reasons)


def _wrong_columns(plan: ImportPlan, targets: Mapping[str, Target]) -> Iterator[str]:
    taken: set[str] = set()
    for column in plan.columns:
        if not column.target:
            continue
        target = target_of(targets, column.target)
        if target is None:
            yield f"There is no “{column.target}” for the column “{column.name}”."
        elif target.key in taken and not target.takes_many:
            yield f"Two columns go to “{target.label}”, which takes one."
        taken.add(column.target)


def _wrong_keys(plan: ImportPlan, targets: Mapping[str, Target]) -> Iterator[str]:
    keys: tuple[tuple[str, Keys], ...] = (("person", plan.person_keys), ("account", plan.account_keys))
    for part, ways in keys:
        for way in ways:
            for key in way:
                target = targets.get(key)
                if target is None or not (target.is_key and key in plan.targets):
                    yield f"Records cannot be known again by “{target.label if target else key}” here."
            if not is_anchored(part, way):
                yield (
                    "A way to know records again needs an address, a number, an identifier, a field of your own or "
                    "the whole name among its fields."
                )


def is_anchored(part: str, way: tuple[str, ...]) -> bool:
    """Whether an index can find records by it: by an identifier, a field of one's own, or the whole name."""
    return any(anchor <= set(way) for anchor in ANCHORS) or any(map(is_found_alone, way)) or not (part and way)


def is_found_alone(key: str) -> bool:
    """Whether this alone leads to records."""
    numbers = {"person.email", "person.phone", "account.website", "account.company_number", "account.vat_number"}
    return key in numbers or ".identifier." in key or ".custom." in key
