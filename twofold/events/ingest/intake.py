"""The intake of a process: gathers what senders bring into batches, and works on two of them at a time.

One thread claims and resolves a batch in Postgres while another appends the batch before it to the tape. Under load the
batches grow by themselves, since what arrives meanwhile goes with the next one.
"""

import queue
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from twofold.core.actor import Actor
from twofold.core.refusals import Refusal
from twofold.core.unit import unit_of_work
from twofold.events.errors import TapeUnavailable, TooManyEvents
from twofold.events.ingest import books
from twofold.events.ingest.batch import Batch, Identities, Parcel
from twofold.events.store import write

log = structlog.get_logger()

ACTOR = Actor.system("events.ingest")
LARGEST_BATCH = 5_000
IDLE_SECONDS = 1.0
BUSY_SECONDS = 0.005
SETTLE_EVERY = 5.0
TURNS = 4  # of a claim that a deadlock ends
PAUSES = (0.1, 0.3, 1.0, 2.0, 4.0)  # a restarted engine is back within them


class Intake:
    """Takes events until stopped. `submit` may be called from any thread and returns at once."""

    def __init__(self) -> None:
        self._arrived: queue.SimpleQueue[Parcel | None] = queue.SimpleQueue()
        self._claimed: queue.Queue[Batch | None] = queue.Queue(maxsize=1)
        self._waiting = 0
        self._guard = threading.Lock()
        self._landed: list[Batch] = []
        self._active: list[Batch] = []
        self._identities = Identities(ACTOR)
        self._owner = 0
        self._settle_at = 0.0
        self._threads: list[threading.Thread] = []

    def submit(self, parcel: Parcel) -> None:
        """Take a parcel in; refuses when more would wait than may."""
        size = len(parcel.events) + len(parcel.letters)
        with self._guard:
            if self._waiting + size > settings.TRACKING_MAX_QUEUED:
                raise TooManyEvents(self._waiting)
            self._waiting += size
            if not self._threads:
                self._start()
        self._arrived.put(parcel)

    def stop(self) -> None:
        """Finish what has been taken in."""
        self._arrived.put(None)
        for thread in self._threads:
            thread.join(30)
        self._threads = []

    def _start(self) -> None:
        self._threads = [
            threading.Thread(target=self._claim_batches, name="events claim", daemon=True),
            threading.Thread(target=self._append_batches, name="events append", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    # ------------------------------------------------------------------------------- first stage: in Postgres

    def _claim_batches(self) -> None:
        while (parcels := self._gather()) is not None:
            if parcels:
                self._claim(parcels)
            else:
                self._keep_books()
        self._claimed.put(None)
        self._threads[1].join(30)
        self._keep_books()
        self._lose_connection()

    def _gather(self) -> list[Parcel] | None:
        """The next batch: what arrives within a few milliseconds, longer while the stage after is busy.

        Empty when nothing arrived for a while, None when it is time to stop.
        """
        parcels: list[Parcel] = []
        events, until = 0, time.monotonic() + IDLE_SECONDS
        while events < LARGEST_BATCH:
            patience = until - time.monotonic()
            if parcels and patience <= 0 and self._claimed.full():
                patience = BUSY_SECONDS
            try:
                parcel = self._arrived.get(timeout=max(patience, 0))
            except queue.Empty:
                if parcels and self._claimed.full():
                    continue
                return parcels
            if parcel is None:
                return self._last(parcels)
            if not parcels:
                until = time.monotonic() + settings.TRACKING_BATCH_MS / 1000
            parcels.append(parcel)
            events += len(parcel.events)
        return parcels

    def _last(self, parcels: list[Parcel]) -> list[Parcel] | None:
        """What was gathered before the word to stop, which is then heard again."""
        if not parcels:
            return None
        self._arrived.put(None)
        return parcels

    def _claim(self, parcels: Sequence[Parcel]) -> None:
        batch = Batch(parcels)
        with self._guard:
            self._active.append(batch)
        try:
            self._make_sure_to_live()
            self._write_down(batch, self._take_landed())
        except Exception:
            log.exception("ingest.claim_failed", events=sum(len(parcel.events) for parcel in parcels))
            self._identities.forget()
            self._lose_connection()
            self._finish(batch, TapeUnavailable())
        else:
            self._claimed.put(batch)

    def _write_down(self, batch: Batch, landed: Sequence[Batch]) -> None:
        """In one transaction; again when Postgres ended it because it and another writer waited for each other."""
        for turns_left in reversed(range(TURNS)):
            try:
                with unit_of_work(ACTOR):
                    books.landed([one.id for one in landed])
                    batch.claim(self._identities, owner=self._owner)
            except OperationalError as error:
                self._identities.forget()
                if not turns_left or not isinstance(error.__cause__, DeadlockDetected):
                    raise
                log.warning("ingest.claim_again", parcels=len(batch.parcels))
            else:
                return

    def _keep_books(self) -> None:
        """When nothing arrives: note what has landed, and settle what a crash left behind."""
        try:
            self._make_sure_to_live()
            if landed := self._take_landed():
                with unit_of_work(ACTOR):
                    books.landed([one.id for one in landed])
        except Exception:
            log.exception("ingest.bookkeeping_failed")
            self._lose_connection()

    def _make_sure_to_live(self) -> None:
        """Hold this process's lock, and now and then settle batches that nobody else will."""
        if not self._owner:
            self._owner = books.new_owner()
            books.live(self._owner)
            self._settle_at = 0.0
        if time.monotonic() >= self._settle_at:
            self._settle_at = time.monotonic() + SETTLE_EVERY
            with self._guard:
                active = [batch.id for batch in (*self._active, *self._landed)]
            books.settle(owner=self._owner, active=active)

    def _lose_connection(self) -> None:
        """After an error the connection, and the lock with it, may be gone: begin anew, as another owner."""
        self._owner = 0
        with suppress(DatabaseError):
            books.let_go()
        connection.close()

    def _take_landed(self) -> list[Batch]:
        with self._guard:
            landed, self._landed = self._landed, []
        return landed

    # ------------------------------------------------------------------------------- second stage: on the tape

    def _append_batches(self) -> None:
        while batch := self._claimed.get():
            try:
                if batch.rows:
                    _append(batch)
            except Exception:
                log.exception("ingest.append_failed", batch=str(batch.id), events=len(batch.rows))
                self._settle_at = 0.0
                self._finish(batch, TapeUnavailable())
            else:
                with self._guard:
                    self._landed.append(batch)
                self._finish(batch, None)

    def _finish(self, batch: Batch, refusal: Refusal | None) -> None:
        with self._guard:
            self._active.remove(batch)
            self._waiting -= sum(len(parcel.events) + len(parcel.letters) for parcel in batch.parcels)
        batch.answer(refusal)


def _append(batch: Batch) -> None:
    """Append the rows. After a failure the tape is asked which of them it has, and only the others are sent again."""
    rows = batch.rows
    for pause in PAUSES:
        try:
            write.append(rows)
        except Exception as error:  # noqa: BLE001 - whatever it was, what counts is what is on the tape
            log.warning("ingest.append_again", batch=str(batch.id), error=f"{type(error).__name__}: {error}"[:300])
        else:
            return
        time.sleep(pause)
        present = _present(batch)
        rows = [row for row in rows if row.event_id not in present]
    write.append(rows)


def _present(batch: Batch) -> set[int]:
    """Which events of the batch are on the tape, once none can arrive any more; raises if the tape stays away."""
    for pause in PAUSES:
        try:
            if not write.is_being_written(batch.id):
                return write.written(batch.id, received_at=batch.began_at)
        except Exception as error:  # noqa: BLE001 - it is still away
            log.warning("ingest.tape_away", error=f"{type(error).__name__}: {error}"[:300])
        time.sleep(pause)
    raise TapeUnavailable
