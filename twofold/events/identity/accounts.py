"""Which accounts the events of a batch are of, and who was seen in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.directory.identities import (
    AccountPlan,
    AccountTrace,
    NewAccount,
    NewAccountIdentifier,
    NewMembership,
    NewTrait,
    Pair,
)
from twofold.directory.queries import account_traces
from twofold.directory.traits import spoken_of_account
from twofold.directory.verbs import account_identities, identities
from twofold.events.identity.evidence import group_of
from twofold.events.identity.recent import Recent
from twofold.events.identity.resolve import Owner
from twofold.events.ingest.arrival import Arrival

SEEN_EVERY = timedelta(hours=1)


class AccountResolver:
    """Finds the accounts that events name, and makes those that nobody has named before."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._members = Recent(50_000)

    def resolve(self, events: Sequence[Arrival], owners: Sequence[Owner]) -> list[UUID | None]:
        """The account of each event, in their order. Writes what they make known; a unit of work must be open."""
        groups = [Pair("group_id", group) if (group := group_of(event)) else None for event in events]
        asked = {group for group in groups if group}
        if not asked:
            return [None] * len(events)
        known = account_traces(self._actor, asked)
        added: list[NewAccountIdentifier] = []
        if asked - known.keys():
            identities.hold(self._actor)
            known = account_traces(self._actor, asked)
            added = [
                NewAccountIdentifier(ids.new(), *pair, account_id=ids.new(), created_at=unit.now())
                for pair in sorted(asked - known.keys())
            ]
            known |= {
                Pair(one.kind, one.value): AccountTrace(one.id, one.kind, one.value, one.account_id, None)
                for one in added
            }
        named = [
            (event, owner, known[group]) for event, owner, group in zip(events, owners, groups, strict=True) if group
        ]
        self._write(added, named)
        return [known[group].account_id if group else None for group in groups]

    def forget(self) -> None:
        """What was written since the last commit is undone."""
        self._members.clear()

    def _write(
        self, added: Sequence[NewAccountIdentifier], named: Sequence[tuple[Arrival, Owner, AccountTrace]]
    ) -> None:
        plan = AccountPlan(
            accounts=tuple(NewAccount(one.account_id, one.created_at) for one in added),
            identifiers=tuple(added),
            traits=tuple(
                NewTrait(
                    trace.identifier_id,
                    f"tracking:{event.origin.name}"[:100],
                    name.replace("\0", "")[:200],
                    value,
                    event.at,
                )
                for event, _, trace in named
                if event.type == "group"
                for name, value in spoken_of_account(event.traits)
            ),
            memberships=tuple(
                NewMembership(owner.person_id, trace.account_id, f"tracking:{event.origin.name}"[:100], event.at)
                for event, owner, trace in named
                if event.type == "group" and owner.person_id and self._members.add((owner.person_id, trace.account_id))
            ),
            seen=_last_seen([(event, trace) for event, _, trace in named]),
        )
        if plan != AccountPlan():
            identities.hold(self._actor)
            account_identities.apply(self._actor, plan)


def _last_seen(named: Sequence[tuple[Arrival, AccountTrace]]) -> Mapping[UUID, datetime]:
    """When accounts were last seen, where that was not noted within the hour."""
    latest: dict[UUID, datetime] = {}
    for event, trace in named:
        noted = trace.account_seen_at
        if noted is None or event.at > noted + SEEN_EVERY:
            latest[trace.account_id] = max(latest.get(trace.account_id, event.at), event.at)
    return latest
