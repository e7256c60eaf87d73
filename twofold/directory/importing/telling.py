"""What the ledger is told of a piece."""

from collections.abc import Iterator

from twofold.core.facts import Fact
from twofold.directory.facts import (
    AccountTagged,
    ConsentGiven,
    ConsentWithdrawn,
    MembershipAdded,
    NoteAdded,
    PersonTagged,
)
from twofold.directory.importing.saying import Fresh, Work


def facts_of(fresh: Fresh) -> Iterator[Fact]:
    """What the ledger says of what stands beside records, and of memberships."""
    for new in fresh.consents:
        purpose, channel, is_given = new.value
        fact = ConsentGiven if is_given else ConsentWithdrawn
        yield fact(person_id=new.record.living().id, purpose=purpose, channel=channel, source="import")
    for new in fresh.notes["person"]:
        yield NoteAdded(note_id=new.id, person_id=new.record.living().id, account_id=None)
    for new in fresh.notes["account"]:
        yield NoteAdded(note_id=new.id, person_id=None, account_id=new.record.id)
    for member, person in fresh.members:
        yield MembershipAdded(
            membership_id=member.id, person_id=person.living().id, account_id=member.account_id,
            standing=member.fields["standing"], title=member.fields["title"], source="import",
        )  # fmt: skip


def facts_of_changes(work: Work) -> Iterator[Fact]:
    """What it says of records that were there."""
    yield from work.facts
    for new in work.tags["person"]:
        yield PersonTagged(person_id=new.record.living().id, tag=new.value)
    for new in work.tags["account"]:
        yield AccountTagged(account_id=new.record.id, tag=new.value)
