"""Work of the tape that is done apart: dead letters that are sent through again, and keys too old to matter."""

import queue
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection

from twofold.core import clock
from twofold.core.actor import Actor
from twofold.core.jobs import job
from twofold.core.unit import unit_of_work
from twofold.events.ingest import desk, letters
from twofold.events.ingest.arrival import EPOCH, Origin
from twofold.events.ingest.batch import Parcel
from twofold.events.ingest.intake import Intake
from twofold.events.ingest.reasons import NotTaken
from twofold.events.models import DeadLetter

if TYPE_CHECKING:
    from twofold.core.refusals import Refusal

ACTOR = Actor.system("events.jobs")
PATIENCE_SECONDS = 60
OWN_TYPE = {"event", "batch"}


@job(retries=3)
def take_again(letter_ids: list[str]) -> None:
    """Send dead letters through the intake; those that are taken are gone then, the others say why not."""
    with unit_of_work(ACTOR):
        found = list(DeadLetter.objects.select_related("source").filter(id__in=letter_ids).order_by("id"))
    intake = Intake()
    try:
        for letter in found:
            refused = _send(intake, letter)
            with unit_of_work(ACTOR):
                if refused:
                    sentence = refused.sentence[:500]
                    DeadLetter.objects.filter(id=letter.id).update(sentence=sentence, reason=refused.reason)
                else:
                    letters.throw_away([letter.id])
    finally:
        intake.stop()


@job(cron="47 2 * * *")
def forget_old_keys(timestamp: int) -> None:
    """Forget the keys of events that were taken so long ago that nobody sends them again."""
    del timestamp
    oldest = clock.now() - timedelta(days=settings.TRACKING_REPEAT_DAYS)
    first_batch = UUID(int=((oldest - EPOCH) // timedelta(milliseconds=1)) << 80)  # ids begin with their time
    with unit_of_work(ACTOR), connection.cursor() as cursor:
        cursor.execute("DELETE FROM events_seen WHERE batch_id < %s", [first_batch])


def _send(intake: Intake, letter: DeadLetter) -> NotTaken | None:
    """Take what a letter holds as if it came again at the time at which it came; the first reason why not."""
    origin = Origin(letter.source_id, letter.source.name)
    received_at = (letter.received_at - EPOCH) // timedelta(milliseconds=1)
    kind = None if letter.event_type in OWN_TYPE else letter.event_type
    try:
        opened = desk.open_body(bytes(letter.body), is_batch=letter.event_type == "batch")
    except NotTaken as reason:
        return reason
    looked = desk.look_at(opened, kind=kind, origin=origin, received_at=received_at)
    if looked.events:
        answers: queue.SimpleQueue[Refusal | None] = queue.SimpleQueue()
        intake.submit(Parcel(looked.events, (), answers.put))
        if refusal := answers.get(timeout=PATIENCE_SECONDS):
            raise refusal
    return next(iter(looked.refused.values()), None)
