"""Sites: how they look, and how people sign up and in there, with the page as it would be beside the form."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import questions, terms
from twofold.access import sites as queries
from twofold.access.adapters.forms import SignIn, SignUp
from twofold.access.flows import Flow, Method, Question, Waiting, Wanted
from twofold.access.sites import SiteHere
from twofold.access.verbs import sites as verbs
from twofold.console.answers import moved
from twofold.console.page import ConsoleRequest, page
from twofold.core.refusals import Refusal

METHODS = {
    Method.PASSWORD: "A password",
    Method.CODE: "A code by e-mail",
    Method.PASSKEY: "A passkey",
    Method.ELSEWHERE: "Another provider",
}
WANTED = (("", "Not asked"), ("required", "Needed"), ("optional", "May be left out"), ("later", "After signing in"))
WAITS = (
    ("nobody", "Nobody waits"),
    ("strangers", "Who is nobody's colleague waits"),
    ("everybody", "Everybody waits until somebody has looked"),
)
# The page is only looked at: it runs nothing, sends nothing, and is framed by us alone.
SEEN_ONLY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data: https:; "
    "form-action 'none'; frame-ancestors 'self'"
)


def sites(request: ConsoleRequest) -> HttpResponse:
    """All of them."""
    return page(request, "access/sites.html", {"sites": queries.sites(request.actor), "documents": terms.published()})


def create(request: ConsoleRequest) -> HttpResponse:
    """A further site, at a host of its own."""
    told = {"name": request.POST.get("name", ""), "host": request.POST.get("host", "")}
    if request.method != "POST":
        return page(request, "access/site_new.html", {"values": told, "errors": {}})
    try:
        made = verbs.add(request.actor, **told)
    except Refusal as refusal:
        return page(request, "access/site_new.html", {"values": told, "errors": _errors(refusal)}, status=422)
    return moved(
        request, reverse("console:site", args=[made.id]), f"{made.name} is there. Nobody can sign up there yet."
    )


def site(request: ConsoleRequest, site_id: UUID) -> HttpResponse:
    """Its look and its flow."""
    now = queries.site(request.actor, site_id)
    if request.method != "POST":
        return _ask(request, now)
    wanted = _wanted(now, request.POST)
    told = {"name": wanted.name, "host": wanted.host, "color": wanted.color, "languages": list(wanted.languages)}
    try:
        verbs.edit(request.actor, site_id, told=told, flow=wanted.flow)
    except Refusal as refusal:
        return _ask(request, wanted, refusal)
    return moved(request, reverse("console:sites"), f"{wanted.name} is as you want it.")


@require_POST
def preview(request: ConsoleRequest, site_id: UUID) -> HttpResponse:
    """The page as it would be. Nothing is kept."""
    now = queries.site(request.actor, site_id)
    wanted = _wanted(now, request.POST)
    request.site_here = wanted  # type: ignore[attr-defined]  # every template and form asks for it there
    context = {"login_url": "#", "signup_url": "#"}
    if wanted.flow.is_open:
        answer = render(request, "account/signup.html", context | {"form": SignUp()})
    else:
        answer = render(request, "account/login.html", context | {"form": SignIn(request=request)})
    answer.headers["Content-Security-Policy"] = SEEN_ONLY
    return answer


def documents(request: ConsoleRequest) -> HttpResponse:
    """Publish a version of a document that people accept."""
    names = ("key", "version", "title", "text", "url")
    told = {name: request.POST.get(name, "") for name in names}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = verbs.publish_terms(request.actor, **told)
        except Refusal as error:
            refusal = error
        else:
            return moved(request, reverse("console:sites"), f"{made.title}, {made.version}, is in force.")
    context = {"documents": terms.published(), "values": told, "errors": _errors(refusal)}
    return page(request, "access/documents.html", context, status=422 if refusal else 200)


def _wanted(now: SiteHere, sent: QueryDict) -> SiteHere:
    """The site as the form has it; what is no choice of the form is left out."""
    asked = [
        Question(field=field, wanted=Wanted(str(sent[f"ask.{field}"])))
        for field, _ in questions.askable()
        if sent.get(f"ask.{field}") in set(Wanted)
    ]
    waiting = sent.get("waiting", "")
    flow = Flow(
        is_open="is_open" in sent,
        methods=tuple(method for method in Method if method in sent.getlist("method")),
        by_link=sent.get("proof") == "link",
        questions=tuple(asked),
        purposes=tuple(dict.fromkeys(filter(None, (one.strip() for one in sent.get("purposes", "").split(","))))),
        terms=tuple(sent.getlist("terms")),
        waiting=Waiting(waiting) if waiting in set(Waiting) else Waiting.NOBODY,
    )
    spoken = tuple(code for code, _ in settings.LANGUAGES if code in sent.getlist("language"))
    return replace(
        now,
        name=sent.get("name", now.name),
        host=sent.get("host", now.host),
        color=sent.get("color", now.color),
        languages=spoken,
        flow=flow,
    )


def _ask(request: ConsoleRequest, shown: SiteHere, refusal: Refusal | None = None) -> HttpResponse:
    flow = shown.flow
    asked = {one.field: one.wanted.value for one in flow.questions}
    context: dict[str, Any] = {
        "edited": shown,
        "methods": [(method.value, label, method in flow.methods) for method, label in METHODS.items()],
        "questions": [(field, label, asked.get(field, "")) for field, label in questions.askable()],
        "wanted": WANTED,
        "waits": WAITS,
        "purposes": ", ".join(flow.purposes),
        "languages": [(code, name, code in shown.languages) for code, name in settings.LANGUAGES],
        "documents": [(one, one.key in flow.terms) for one in terms.published()],
        "proofs": (("code", "By a code"), ("link", "By a link")),
        "errors": _errors(refusal),
    }
    return page(request, "access/site.html", context, status=422 if refusal else 200)


def _errors(refusal: Refusal | None) -> dict[str, str]:
    return {str(refusal.data.get("field", "all")): refusal.message} if refusal else {}
