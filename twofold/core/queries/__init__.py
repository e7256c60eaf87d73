"""What may be asked about how Twofold itself runs: the ledger, its readers, jobs, long operations, and the health of it all."""

from twofold.core.queries.about import facts_about
from twofold.core.queries.audit import ChainState, Erasure, StreamState, chain_state, erasures, stream_states
from twofold.core.queries.health import Health, health
from twofold.core.queries.jobs import Job, JobCounts, JobPage, JobState, Schedule, job_counts, jobs, schedules
from twofold.core.queries.ledger import (
    Asked,
    Entry,
    LedgerPage,
    LogNotFound,
    entries_of_account,
    every_entry,
    every_entry_of_account,
    every_own_entry,
    ledger,
    own_entries,
)
from twofold.core.queries.operations import (
    OperationSeen,
    OperationsPage,
    operation,
    operation_kinds,
    operations_page,
    operations_visible_to,
    past_undoing,
)
from twofold.core.queries.own import own_facts
from twofold.core.queries.reading import ReaderState, reader_states

__all__ = [
    "Asked",
    "ChainState",
    "Entry",
    "Erasure",
    "Health",
    "Job",
    "JobCounts",
    "JobPage",
    "JobState",
    "LedgerPage",
    "LogNotFound",
    "OperationSeen",
    "OperationsPage",
    "ReaderState",
    "Schedule",
    "StreamState",
    "chain_state",
    "entries_of_account",
    "erasures",
    "every_entry",
    "every_entry_of_account",
    "every_own_entry",
    "facts_about",
    "health",
    "job_counts",
    "jobs",
    "ledger",
    "operation",
    "operation_kinds",
    "operations_page",
    "operations_visible_to",
    "own_entries",
    "own_facts",
    "past_undoing",
    "reader_states",
    "schedules",
    "stream_states",
]
