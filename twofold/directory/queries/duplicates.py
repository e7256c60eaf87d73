"""Who may be the same as somebody: those of the same address, number or name, as far as an index leads to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from twofold.core.actor import Actor
from twofold.directory import bulk
from twofold.directory.domains import company_domain
from twofold.directory.errors import AccountNotFound, PersonNotFound
from twofold.directory.models import AccountIdentifier, Apart, CustomField, Identifier, Membership, Person
from twofold.directory.phones import e164
from twofold.directory.queries.names import names_of_accounts
from twofold.directory.queries.visible import accounts_visible_to, memberships_visible_to, people_visible_to
from twofold.directory.searching import (
    LONGEST_TOKEN,
    folded,
    host_of,
    tokens_of_name,
    tokens_of_number,
    tokens_of_website,
)
from twofold.directory.traits import clean, country_code

MOST = 10
LOOKED_AT = 200
SHORTEST_MAILBOX = 5
NOTHING = "'\x01'"
SURE, LIKELY, WEAK = 3, 2, 1
MAILBOXES_OF_MANY = {"admin", "billing", "buchhaltung", "contact", "einkauf", "hello", "kontakt", "office", "order", "orders",
                     "purchasing", "sales", "service", "support", "team", "vendas", "geral"}  # fmt: skip
LEGAL_FORMS = {"ab", "ag", "as", "bv", "co", "company", "corp", "corporation", "gmbh", "group", "gruppe", "holding", "inc", "kg",
               "lda", "limited", "llc", "ltd", "mbh", "nv", "oy", "plc", "sa", "sarl", "se", "sl", "spa", "srl", "the", "und",
               "and", "gmbhcokg"}  # fmt: skip

PEOPLE = """
(SELECT person_id, 'email' FROM directory_identifier
 WHERE kind = 'email' AND value = ANY(%(emails)s) AND NOT is_shared LIMIT %(most)s)
UNION ALL (SELECT person_id, 'phone' FROM directory_identifier
 WHERE kind = 'phone' AND value = ANY(%(phones)s) AND NOT is_shared LIMIT %(most)s)
UNION ALL (SELECT id, 'email' FROM directory_person WHERE email = ANY(%(emails)s) AND email <> '' LIMIT %(most)s)
UNION ALL (SELECT id, 'phone' FROM directory_person WHERE phone = ANY(%(phones)s) AND phone <> '' LIMIT %(most)s)
UNION ALL (SELECT id, 'name' FROM directory_person
 WHERE search @@ %(name)s::tsquery AND search IS NOT NULL LIMIT %(most)s)
UNION ALL (SELECT id, 'mailbox' FROM directory_person
 WHERE search @@ %(mailbox)s::tsquery AND search IS NOT NULL LIMIT %(most)s)
"""
ACCOUNTS = """
(SELECT account_id, kind FROM directory_accountidentifier
 WHERE kind IN ('domain', 'vat', 'company_number') AND value = ANY(%(values)s) LIMIT %(most)s)
UNION ALL (SELECT id, 'domain' FROM directory_account
 WHERE search @@ %(domain)s::tsquery AND search IS NOT NULL LIMIT %(most)s)
UNION ALL (SELECT id, 'number' FROM directory_account
 WHERE search @@ %(number)s::tsquery AND search IS NOT NULL LIMIT %(most)s)
UNION ALL (SELECT id, 'name' FROM directory_account
 WHERE search @@ %(name)s::tsquery AND search IS NOT NULL LIMIT %(most)s)
"""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody who may be the same, in words why, and how sure that is: `SURE` by an address or a number, `WEAK` by a name alone."""

    id: UUID
    name: str
    detail: str
    account_name: str
    photo: str
    reasons: tuple[str, ...]
    strength: int


@dataclass(slots=True)
class _Asked:
    """What is known of the one whose duplicates are looked for."""

    name: str = ""
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    city: str = ""
    accounts: set[UUID] = field(default_factory=set)
    dates: Mapping[str, Any] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)


def duplicates_of(
    actor: Actor, subject: str, fields: Mapping[str, Any], *, weakest: int = WEAK, limit: int = MOST
) -> list[Duplicate]:
    """Who is here already with these fields, the surest first: for those who are about to add somebody. Two statements."""
    if actor.masked:
        return []
    find = _people if subject == CustomField.Subject.PERSON else _accounts
    return find(actor, _asked(subject, fields), weakest=weakest, limit=limit, but=())


def possible_duplicates(actor: Actor, subject: str, record_id: UUID, *, limit: int = MOST) -> list[Duplicate]:
    """Who may be the same as somebody who is here; those of whom it was said that they are not are left out. Six statements.

    To whom a field is hidden nobody is told, here and above: the answer would tell what the field says.
    """
    if actor.masked:
        return []
    if subject == CustomField.Subject.PERSON:
        return _people(actor, _person(actor, record_id), weakest=LIKELY, limit=limit, but=_apart(subject, record_id))
    return _accounts(actor, _account(actor, record_id), weakest=WEAK, limit=limit, but=_apart(subject, record_id))


def _asked(subject: str, fields: Mapping[str, Any]) -> _Asked:
    given = {name: str(value).replace("\0", "").strip() for name, value in fields.items() if value}
    if subject == CustomField.Subject.ACCOUNT:
        numbers = {given[name] for name in ("vat_number", "company_number") if name in given}
        domains = {_domain(given.get("website", "")), _domain(given.get("domain", ""))} - {""}
        return _Asked(name=given.get("name", ""), city=given.get("city", ""), numbers=numbers, domains=domains)
    name = " ".join(filter(None, (given.get("given_name"), given.get("family_name")))) or given.get("name", "")
    email = clean("email", given["email"], longest=320) if "email" in given else None
    phone = e164(given["phone"], country_code(given.get("country", "")) or "") if "phone" in given else None
    return _Asked(
        name=name, emails={email} if email else set(), phones={phone} if phone else set(), city=given.get("city", "")
    )


def _person(actor: Actor, person_id: UUID) -> _Asked:
    found = people_visible_to(actor).filter(id=person_id).first()
    if found is None:
        raise PersonNotFound(person_id)
    known = list(Identifier.objects.filter(person=person_id, kind__in=["email", "phone"]).values_list("kind", "value"))
    dates = CustomField.objects.filter(subject="person", kind="date", archived_at=None).values_list("key", flat=True)
    return _Asked(
        name=found.name if found.given_name or found.family_name else "",
        emails={value for kind, value in known if kind == "email"} | ({found.email} - {""}),
        phones={value for kind, value in known if kind == "phone"} | ({found.phone} - {""}),
        city=found.city,
        accounts=set(Membership.objects.filter(person=person_id, ended_at=None).values_list("account_id", flat=True)),
        dates={key: found.attributes[key] for key in dates if found.attributes.get(key)},
    )


def _account(actor: Actor, account_id: UUID) -> _Asked:
    found = accounts_visible_to(actor).filter(id=account_id).first()
    if found is None:
        raise AccountNotFound(account_id)
    known = AccountIdentifier.objects.filter(account=account_id, kind__in=["domain", "vat", "company_number"])
    values = list(known.values_list("kind", "value"))
    domains = {value for kind, value in values if kind == "domain"} | {_domain(found.website)}
    return _Asked(
        name=found.name,
        city=found.city,
        numbers={value for kind, value in values if kind != "domain"} | {found.vat_number, found.company_number} - {""},
        domains=domains - {""},
    )


def _apart(subject: str, record_id: UUID) -> Collection[UUID]:
    """The record itself, and those that it is not."""
    rows = Apart.objects.filter(Q(**{f"{subject}_a": record_id}) | Q(**{f"{subject}_b": record_id}))
    return {record_id, *(one for row in rows.values_list(f"{subject}_a_id", f"{subject}_b_id") for one in row)}


def _people(actor: Actor, asked: _Asked, *, weakest: int, limit: int, but: Collection[UUID]) -> list[Duplicate]:
    mailboxes = {email.partition("@")[0] for email in asked.emails} - MAILBOXES_OF_MANY
    why = _found(
        PEOPLE,
        emails=list(asked.emails),
        phones=list(asked.phones),
        name=_every(_ends(asked.name)),
        mailbox=_any((f"{box}@" for box in mailboxes if len(box) >= SHORTEST_MAILBOX), ending=":*"),
    )
    rows = people_visible_to(actor).filter(id__in=why.keys() - set(but), known_at__isnull=False).defer("search")
    jobs = _jobs(actor, rows)
    found = [_alike(row, why[row.id], asked, jobs.get(row.id, {})) for row in rows]
    return _best(found, weakest, limit)


def _ends(name: str) -> set[str]:
    """The first and the last word of a name, by which somebody is called also without those between; none of a single word."""
    words = [folded(word) for word in name.split()]
    return {words[0], words[-1]} if len(set(words)) > 1 else set()


def _alike(row: Person, why: Collection[str], asked: _Asked, jobs: Mapping[UUID, str]) -> Duplicate:
    """How a person is like the one asked for."""
    reasons = [words for kind, words in (("email", "Same e-mail"), ("phone", "Same phone")) if kind in why]
    strength = SURE if reasons else 0
    words = tokens_of_name(row.name)
    if "name" in why and _ends(asked.name) <= words:
        beside = [
            *(["same account"] if asked.accounts & jobs.keys() else []),
            *(["same company’s mail"] if _companies(asked.emails) & _companies([row.email]) else []),
            *(["same city"] if asked.city and folded(asked.city) == folded(row.city) else []),
            *(["same date"] if any(row.attributes.get(key) == value for key, value in asked.dates.items()) else []),
        ]
        reasons.append(", ".join(["Same name" if words == tokens_of_name(asked.name) else "Similar name", *beside]))
        strength = max(strength, LIKELY if beside else WEAK)
    if "mailbox" in why and "email" not in why and (not asked.name or words & tokens_of_name(asked.name)):
        reasons.append("Same mailbox, elsewhere")
        strength = max(strength, LIKELY)
    account = next(iter(jobs.values()), "")
    return Duplicate(row.id, row.name, row.email or row.phone, account, row.photo, tuple(reasons), strength)


def _jobs(actor: Actor, people: Iterable[Person]) -> dict[UUID, dict[UUID, str]]:
    """The accounts that each of them is in, the primary one first."""
    jobs: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    theirs = memberships_visible_to(actor).filter(person__in=[one.id for one in people], ended_at=None)
    rows = theirs.filter(account__merged_into=None)
    for person, account, name in rows.order_by("-is_primary", "created_at").values_list(
        "person_id", "account_id", "account__name"
    ):
        jobs[person][account] = name
    return jobs


def _companies(emails: Iterable[str]) -> set[str]:
    return {domain for email in emails if email and (domain := company_domain(email.partition("@")[2]))}


def _accounts(actor: Actor, asked: _Asked, *, weakest: int, limit: int, but: Collection[UUID]) -> list[Duplicate]:
    why = _found(
        ACCOUNTS,
        values=[*asked.domains, *asked.numbers],
        domain=_any(domain for one in asked.domains for domain in tokens_of_website(one) if "." in domain),
        number=_any(max(tokens_of_number(one), key=len) for one in asked.numbers),
        name=_every(_core(asked.name)),
    )
    rows = accounts_visible_to(actor).filter(id__in=why.keys() - set(but)).defer("search")
    above = names_of_accounts(actor, [row.parent_id for row in rows if row.parent_id])
    found = [_like(row, why[row.id], asked, above.get(row.parent_id, "") if row.parent_id else "") for row in rows]
    return _best(found, weakest, limit)


def _like(row: Any, why: Collection[str], asked: _Asked, above: str) -> Duplicate:
    """How an account is like the one asked for."""
    reasons = [
        words
        for kinds, words in (
            ({"domain"}, "Same domain"),
            ({"vat", "company_number", "number"}, "Same number in a register"),
        )
        if kinds & set(why)
    ]
    strength = SURE if reasons else 0
    if "name" in why and _core(row.name) == _core(asked.name):
        is_near = bool(asked.city) and folded(asked.city) == folded(row.city)
        reasons.append("Same name, same city" if is_near else "Same name")
        strength = max(strength, LIKELY)
    return Duplicate(row.id, row.name, row.website or row.city, above, "", tuple(reasons), strength)


def _domain(address: str) -> str:
    """The domain of a web address, if it can stand for a company."""
    return company_domain(host_of(address)) or ""


def _core(name: str) -> set[str]:
    """The words of a company's name without what it is in law."""
    words = tokens_of_name(name.replace(".", ""))
    return (words - LEGAL_FORMS) or words


def _found(statement: str, **asked: Any) -> dict[UUID, set[str]]:
    why: dict[UUID, set[str]] = defaultdict(set)
    for record, kind in bulk.ask(statement, {**asked, "most": LOOKED_AT}):
        why[record].add(kind)
    return why


def _best(found: Iterable[Duplicate], weakest: int, limit: int) -> list[Duplicate]:
    some: Sequence[Duplicate] = [one for one in found if one.strength >= weakest]
    return sorted(some, key=lambda one: (-one.strength, -len(one.reasons), one.name, one.id))[:limit]


def _every(words: Iterable[str]) -> str:
    """A tsquery of the beginnings of tokens: of a word that begins another only that is kept. Of none, one that finds nothing."""
    return " & ".join(f"{_quoted(word)}:*" for word in sorted(words)) or NOTHING


def _any(words: Iterable[str], *, ending: str = "") -> str:
    return " | ".join(f"{_quoted(word)}{ending}" for word in sorted(words)) or NOTHING


def _quoted(word: str) -> str:
    return "'" + word[:LONGEST_TOKEN].replace("\\", "").replace("'", "''") + "'"
