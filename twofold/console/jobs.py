"""Jobs: what is queued, under way, failed and done, and what starts by the clock."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import in_words
from twofold.console.answers import moved
from twofold.console.asking import whole
from twofold.console.listing import Address
from twofold.console.page import ConsoleRequest, Tab, page
from twofold.core import queries, running
from twofold.core.queries import Job, JobCounts, JobState
from twofold.look import wording

LABELS = {
    JobState.QUEUED: "Queued",
    JobState.DOING: "Under way",
    JobState.FAILED: "Failed",
    JobState.DONE: "Done",
    JobState.CANCELLED: "Cancelled",
}
TONES = {JobState.DOING: "accent", JobState.FAILED: "bad", JobState.DONE: "good"}


def jobs(request: ConsoleRequest) -> HttpResponse:
    """Jobs, newest first, by how they stand."""
    address = Address.of(request.path, request.GET, ("state",))
    state = next((each for each in JobState if each == address.one("state")), None)
    found = queries.jobs(
        request.actor, state=state, before=whole(address.one("before")), after=whole(address.one("after"))
    )
    counts = queries.job_counts(request.actor)
    context = {
        "jobs": [_line(job) for job in found.jobs],
        "state": state,
        "tabs": _tabs(counts, state),
        "idle": not counts.workers,
        "newer": f"?{address.query}&after={found.newer}" if found.newer else "",
        "older": f"?{address.query}&before={found.older}" if found.older else "",
    }
    return page(request, "running/jobs.html", context)


def schedules(request: ConsoleRequest) -> HttpResponse:
    """What starts by the clock."""
    context = {
        "schedules": [(each, in_words.title(each.name)) for each in queries.schedules(request.actor)],
        "tabs": _tabs(queries.job_counts(request.actor), None, schedules=True),
    }
    return page(request, "running/schedules.html", context)


@require_POST
def retry(request: ConsoleRequest, job_id: int) -> HttpResponse:
    """Queue a job again."""
    running.retry_job(request.actor, job_id)
    return moved(request, _back(request), "Queued again.")


@require_POST
def cancel(request: ConsoleRequest, job_id: int) -> HttpResponse:
    """Take a job out of the queue."""
    running.cancel_job(request.actor, job_id)
    return moved(request, _back(request), "Taken out of the queue. It can be queued again under Cancelled.")


def _back(request: ConsoleRequest) -> str:
    state = request.POST.get("state", "")
    return f"{reverse('console:jobs')}?state={state}" if state in set(JobState) else reverse("console:jobs")


def _line(job: Job) -> dict[str, object]:
    return {
        "job": job,
        "title": in_words.title(job.name),
        "label": LABELS[job.state],
        "tone": TONES.get(job.state, ""),
        "can_retry": job.state in {JobState.FAILED, JobState.CANCELLED},
        "can_cancel": job.state is JobState.QUEUED,
        "arguments": in_words.lines(job.arguments),
        "repeats": job.state is JobState.QUEUED and job.attempts > 0,
    }


def _tabs(counts: JobCounts, state: JobState | None, *, schedules: bool = False) -> list[Tab]:
    address = Address(reverse("console:jobs"), {})
    every = Tab("All", address.path, current=state is None and not schedules)
    states = [
        Tab(LABELS[each], address.to(state=each), state is each, wording.about(count) if count else "")
        for each, count in counts.by_state.items()
    ]
    return [every, *states, Tab("By the clock", reverse("console:jobs_schedules"), schedules)]
