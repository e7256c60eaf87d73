"""What may be asked about how Twofold itself runs: the ledger, its readers, the jobs, and the health of it all."""

from twofold.core.queries.about import facts_about
from twofold.core.queries.health import Health, health
from twofold.core.queries.jobs import Job, JobCounts, JobPage, JobState, Schedule, job_counts, jobs, schedules
from twofold.core.queries.ledger import Entry, LedgerPage, ReaderState, ledger, reader_states

__all__ = [
    "Entry",
    "Health",
    "Job",
    "JobCounts",
    "JobPage",
    "JobState",
    "LedgerPage",
    "ReaderState",
    "Schedule",
    "facts_about",
    "health",
    "job_counts",
    "jobs",
    "ledger",
    "reader_states",
    "schedules",
]
