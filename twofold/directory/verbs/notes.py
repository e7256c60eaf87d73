"""Notes on people and accounts."""

from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory.errors import NoteNotFound, ValueNotAllowed
from twofold.directory.facts import NoteAdded, NoteEdited, NoteRemoved, NoteRestored
from twofold.directory.locking import lock_account, lock_person
from twofold.directory.models import Note
from twofold.directory.permissions import Permission
from twofold.directory.queries.visible import accounts_visible_to, people_visible_to

LONGEST = 20_000


@verb(Permission.WRITE_NOTES)
def write(actor: Actor, *, body: str, person_id: UUID | None = None, account_id: UUID | None = None) -> Note:
    """Write a note on one person or one account. Each call writes one more; an empty one is refused."""
    if person_id:
        lock_person(actor, person_id)
    elif account_id:
        lock_account(actor, account_id)
    note = Note.objects.create(
        id=ids.new(), person_id=person_id, account_id=None if person_id else account_id, body=_checked(body),
        author_id=actor.person_id, created_at=unit.now(),
    )  # fmt: skip
    record(NoteAdded(note_id=note.id, person_id=note.person_id, account_id=note.account_id), by=actor)
    return note


@verb(Permission.WRITE_NOTES)
def edit(actor: Actor, note_id: UUID, *, body: str) -> Note:
    """Write a note anew. The same text changes nothing."""
    note = _lock(actor, note_id)
    body = _checked(body)
    if note.body != body:
        note.body, note.edited_at = body, unit.now()
        note.save(update_fields=["body", "edited_at"])
        record(NoteEdited(note_id=note_id, person_id=note.person_id, account_id=note.account_id), by=actor)
    return note


@verb(Permission.WRITE_NOTES)
def hold(actor: Actor, note_id: UUID) -> Note:
    """Let nobody else change the note until this transaction ends."""
    return _lock(actor, note_id)


@verb(Permission.WRITE_NOTES)
def remove(actor: Actor, note_id: UUID) -> None:
    """Take a note away. It cannot be seen or edited until it is restored."""
    note = _lock(actor, note_id)
    note.deleted_at = unit.now()
    note.save(update_fields=["deleted_at"])
    record(NoteRemoved(note_id=note_id, person_id=note.person_id, account_id=note.account_id), by=actor)


@verb(Permission.WRITE_NOTES)
def restore(actor: Actor, note_id: UUID) -> Note:
    """Bring a removed note back as it was. One that is there stays there."""
    note = _lock(actor, note_id, removed=True)
    if note.deleted_at is not None:
        note.deleted_at = None
        note.save(update_fields=["deleted_at"])
        record(NoteRestored(note_id=note_id, person_id=note.person_id, account_id=note.account_id), by=actor)
    return note


def _lock(actor: Actor, note_id: UUID, *, removed: bool = False) -> Note:
    note = Note.objects.select_for_update(of=("self",)).filter(id=note_id).first()
    if note and note.deleted_at and not removed:
        note = None
    if note is None:
        raise NoteNotFound(note_id)
    if note.person_id:
        is_visible = people_visible_to(actor).filter(id=note.person_id).exists()
    else:
        is_visible = accounts_visible_to(actor).filter(id__in=[note.account_id]).exists()
    if not is_visible:
        raise NoteNotFound(note_id)
    return note


def _checked(body: str) -> str:
    body = body.replace("\0", "").strip()
    if not body or len(body) > LONGEST:
        raise ValueNotAllowed("body", f"A note has between 1 and {LONGEST} characters.")
    return body
