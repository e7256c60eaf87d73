"""Logins that come from another system."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import Q

from twofold.access.errors import HashUnknown
from twofold.access.facts import LoginAdopted
from twofold.access.passwords.foreign import taken_over
from twofold.access.permissions import Permission
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.core.verbs import verb
from twofold.directory import queries as directory
from twofold.directory.identities import Pair
from twofold.directory.verbs import identifiers


@dataclass(frozen=True, slots=True)
class ForeignLogin:
    """An address and what is kept of its password elsewhere; `is_proven` if that system has seen that the address is theirs."""

    email: str
    password_hash: str
    is_proven: bool = False


class Outcome(StrEnum):
    """What became of one."""

    TAKEN = "taken"
    THERE = "there"
    NOBODY = "nobody"
    UNPROVEN = "unproven"
    NO_ADDRESS = "no_address"
    UNKNOWN_HASH = "unknown_hash"


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome, and whose login it is where there is one."""

    outcome: Outcome
    person_id: UUID | None = None


@verb(Permission.TAKE_OVER_LOGINS)
def take_over(actor: Actor, logins: Sequence[ForeignLogin]) -> list[Taken]:
    """Let people sign in with the passwords they have elsewhere. Returns what became of each, in their order.

    They have to be there already, known by the address: import them first. Nobody who can sign in is changed, and no member of
    staff, so that doing it again, or with an older file, does nothing. An address that was never proven lets nobody in: its
    person proves it with a code, as in a sign-up. A number of statements that does not grow with the logins; hand in some
    thousand at a time.
    """
    kind = directory.identifier_kinds(actor)["email"]
    addresses = [kind.normalise(login.email) for login in logins]
    found = directory.traces(actor, [Pair("email", address) for address in set(addresses) if address])
    holders = {pair.value: trace.person_id for pair, trace in found.items()}
    settled = _who_can_sign_in(holders)
    outcomes: list[Taken] = []
    hashes: dict[UUID, tuple[str, str]] = {}
    for login, address in zip(logins, addresses, strict=True):
        person = holders.get(address) if address else None
        taken = _decided(login, address, person, settled, hashes)
        outcomes.append(taken)
    _let_in(hashes)
    identifiers.prove_many(actor, [("email", email, person) for person, (email, _) in hashes.items()])
    record_all((LoginAdopted(person_id=person, email=email) for person, (email, _) in hashes.items()), by=actor)
    return outcomes


def _decided(
    login: ForeignLogin,
    address: str | None,
    person: UUID | None,
    settled: Collection[UUID],
    hashes: dict[UUID, tuple[str, str]],
) -> Taken:
    """What becomes of one; whoever is let in is noted in `hashes`, so that of two rows the first one counts."""
    if not address:
        return Taken(Outcome.NO_ADDRESS)
    if person is None:
        return Taken(Outcome.NOBODY)
    if person in settled or person in hashes:
        return Taken(Outcome.THERE, person)
    if not login.is_proven:
        return Taken(Outcome.UNPROVEN, person)
    try:
        hashes[person] = (address, taken_over(login.password_hash))
    except HashUnknown:
        return Taken(Outcome.UNKNOWN_HASH, person)
    return Taken(Outcome.TAKEN, person)


def _who_can_sign_in(holders: dict[str, UUID]) -> set[UUID]:
    """Those of them who have a proven address, be it another one, those whose address is proven to be another's, and colleagues."""
    proven = EmailAddress.objects.filter(Q(user__in=holders.values()) | Q(email__in=holders.keys()), verified=True)
    pairs = list(proven.values_list("user_id", "email"))
    staff = get_user_model().objects.filter(pk__in=holders.values(), is_staff=True).values_list("pk", flat=True)
    return {person for person, _ in pairs} | {holders[email] for _, email in pairs if email in holders} | set(staff)


def _let_in(hashes: dict[UUID, tuple[str, str]]) -> None:
    people = list(get_user_model().objects.filter(pk__in=hashes).only("pk", "password"))
    for person in people:
        person.password = hashes[person.pk][1]
    get_user_model().objects.bulk_update(people, ["password"], batch_size=1_000)
    EmailAddress.objects.filter(user__in=hashes).delete()
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=person, email=email, verified=True, primary=True) for person, (email, _) in hashes.items()
    )
