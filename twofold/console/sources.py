"""Sources: what may send events, the key it sends with, and what to copy into it."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import undo
from twofold.console.answers import moved, told
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, Tab, fragment, page
from twofold.console.snippets import Snippet, snippets
from twofold.core.refusals import Refusal
from twofold.events import queries
from twofold.events.verbs import sources as verbs


def sources(request: ConsoleRequest) -> HttpResponse:
    """Every source and what came from it lately."""
    activity = queries.source_activity(request.actor)
    context = {"sources": [(source, activity.get(source.id)) for source in queries.sources(request.actor)]}
    return page(request, "running/sources.html", context)


def source(request: ConsoleRequest, source_id: UUID) -> HttpResponse:
    """One source: its key, its snippets, whether anything has arrived."""
    found = queries.source(request.actor, source_id)
    way, tabs = chosen_snippet(found.write_key, request.GET.get("sdk", ""))
    letters = [count for count in queries.dead_letter_counts(request.actor) if count.source_id == source_id]
    context = {
        "source": found,
        "activity": queries.source_activity(request.actor).get(source_id),
        "way": way,
        "tabs": tabs,
        "dead": sum(count.kept for count in letters),
    }
    return page(request, "running/source.html", context)


def chosen_snippet(write_key: str, sdk: str) -> tuple[Snippet, list[Tab]]:
    """The snippet that is asked for, or the first, and the tabs to the others."""
    ways = snippets(write_key, settings.BASE_URL)
    chosen = next((way for way in ways if way.key == sdk), ways[0])
    return chosen, [Tab(way.label, f"?sdk={way.key}", way is chosen) for way in ways]


def create(request: ConsoleRequest) -> HttpResponse:
    """Let something new send events."""
    name = request.POST.get("name", "")
    form = Form(
        title="New source",
        submit="Create source",
        template="_source_form.html",
        action=reverse("console:source_new"),
        back=Back("Sources", reverse("console:sources")),
        values={"name": name},
        more={},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        made = verbs.create(request.actor, name)
    except Refusal as refusal:
        return ask(request, form.refused(refusal, ("name",)))
    return moved(request, _address(made.id))


def rename(request: ConsoleRequest, source_id: UUID) -> HttpResponse:
    """The name, edited in place."""
    found = queries.source(request.actor, source_id)
    if request.method != "POST":
        return fragment(request, "running/_source_name_form.html", {"source": found, "value": found.name})
    before, value = found.name, request.POST.get("value", "")
    try:
        renamed = verbs.rename(request.actor, source_id, name=value)
    except Refusal as refusal:
        context = {"source": found, "value": value, "error": refusal.message}
        return fragment(request, "running/_source_name_form.html", context, status=422)
    answer = fragment(request, "running/_source_name.html", {"source": renamed})
    back = undo.address(request, undo.Step("sources.rename", source_id, {"name": before}))
    return told(answer, f"Called {renamed.name} now", undo=back)


@require_POST
def rotate(request: ConsoleRequest, source_id: UUID) -> HttpResponse:
    """Another write key; the one before is dead within seconds."""
    rotated = verbs.rotate(request.actor, source_id)
    return moved(
        request, _address(source_id), f"{rotated.name} has a new write key. The one before takes no more events."
    )


@require_POST
def revoke(request: ConsoleRequest, source_id: UUID) -> HttpResponse:
    """No more events from it; what it sent stays."""
    revoked = verbs.revoke(request.actor, source_id)
    back = undo.address(request, undo.Step("sources.restore", source_id))
    return moved(request, _address(source_id), f"{revoked.name} takes no more events.", undo=back)


@require_POST
def restore(request: ConsoleRequest, source_id: UUID) -> HttpResponse:
    """Take its events again."""
    restored = verbs.restore(request.actor, source_id)
    return moved(request, _address(source_id), f"{restored.name} takes events again.")


def arrival(request: ConsoleRequest, source_id: UUID) -> HttpResponse:
    """Whether anything has arrived yet; the page asks until it has."""
    found = queries.source(request.actor, source_id)
    activity = queries.source_activity(request.actor).get(source_id)
    return fragment(request, "running/_arrival.html", {"source": found, "activity": activity})


def _address(source_id: UUID) -> str:
    return reverse("console:source", args=[source_id])
