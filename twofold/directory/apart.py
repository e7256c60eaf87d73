"""That two records are one, or are not, as somebody has said it: what a merge by hand asks first, and what it leaves behind."""

from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.directory.errors import AccountsSaidToBeDifferent, SaidToBeDifferent, WouldHaveTwo
from twofold.directory.facts import AccountsKeptApart, PeopleKeptApart
from twofold.directory.merging import evidence
from twofold.directory.models import Apart, Identifier, Link
from twofold.directory.queries.traces import facts_of_holders


def require_one_person(winner_id: UUID, loser_id: UUID, *, even_if_apart: bool) -> None:
    """Refuse what cannot be one person; with `even_if_apart` what somebody has said is taken back."""
    holders = facts_of_holders([winner_id, loser_id])
    winner, loser = holders[winner_id], holders[loser_id]
    for kind in winner.uniques.keys() & loser.uniques.keys():
        raise WouldHaveTwo(kind, sorted(winner.uniques[kind] | loser.uniques[kind]))
    if loser_id in winner.strangers or Apart.objects.filter(**_pair("person", winner_id, loser_id)).exists():
        if not even_if_apart:
            raise SaidToBeDifferent(winner_id, loser_id)
        forget_people(winner_id, loser_id)


def require_one_account(winner_id: UUID, loser_id: UUID, *, even_if_apart: bool) -> None:
    """The same of accounts."""
    if Apart.objects.filter(**_pair("account", winner_id, loser_id)).exists():
        if not even_if_apart:
            raise AccountsSaidToBeDifferent(winner_id, loser_id)
        forget_accounts(winner_id, loser_id)


def keep_people(actor: Actor, person_id: UUID, other_id: UUID) -> None:
    """Note that these are two people, for the eye and for evidence. Noted before, it stays."""
    if note(actor, "person", person_id, other_id):
        if pair := _strongest(person_id, other_id):
            evidence.split(actor, [pair])
        record(PeopleKeptApart(person_id=person_id, other_id=other_id), by=actor)


def keep_accounts(actor: Actor, account_id: UUID, other_id: UUID) -> None:
    """Note that these are two accounts. Noted before, it stays."""
    if note(actor, "account", account_id, other_id):
        record(AccountsKeptApart(account_id=account_id, other_id=other_id), by=actor)


def forget_people(person_id: UUID, other_id: UUID) -> None:
    """Take back that these are two people, whoever said it."""
    Apart.objects.filter(**_pair("person", person_id, other_id)).delete()
    evidence.unsplit(person_id, other_id)


def forget_accounts(account_id: UUID, other_id: UUID) -> None:
    """Take back that these are two accounts."""
    Apart.objects.filter(**_pair("account", account_id, other_id)).delete()


def note(actor: Actor, subject: str, one: UUID, other: UUID) -> bool:
    """Remember that two are not the same; whether that is news."""
    _, is_new = Apart.objects.get_or_create(
        **_pair(subject, one, other),
        defaults={"id": ids.new(), "actor_id": actor.person_id, "actor_name": actor.name, "said_at": unit.now()},
    )
    return is_new


def say_so(actor: Actor, winner_id: UUID, loser_id: UUID) -> tuple[UUID, ...]:
    """The word of the actor that two are one, as evidence between their most trusted identifiers (if both have any)."""
    pair = _strongest(winner_id, loser_id)
    if pair is None:
        return ()
    link, _ = Link.objects.get_or_create(
        a_id=pair[0],
        b_id=pair[1],
        how=Link.How.OPERATOR,
        revoked_at=None,
        defaults={"id": ids.new(), "observed_at": unit.now(), "actor_id": actor.person_id, "source": actor.name[:100]},
    )
    return (link.id,)


def _pair(subject: str, one: UUID, other: UUID) -> dict[str, UUID]:
    a, b = sorted((one, other))
    return {f"{subject}_a_id": a, f"{subject}_b_id": b}


def _strongest(one: UUID, other: UUID) -> tuple[UUID, UUID] | None:
    """The most trusted identifiers of the two, in the order of links; None if one of them has none."""
    best = [
        Identifier.objects.filter(person=person).order_by("-kind__priority", "created_at", "id").first()
        for person in (one, other)
    ]
    found = sorted(identifier.id for identifier in best if identifier)
    return (found[0], found[1]) if len(found) == 2 else None
