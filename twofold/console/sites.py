"""Sites: how they look, what they say, and how people sign up and in there, with the page as it would be beside the form."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from twofold.access import letters, terms
from twofold.access import sites as queries
from twofold.access.adapters.forms import SignIn, SignUp
from twofold.access.permissions import Permission
from twofold.access.sites import SiteHere
from twofold.access.verbs import sites as verbs
from twofold.console import site_form
from twofold.console.agreements import LANGUAGE
from twofold.console.answers import moved, told
from twofold.console.page import ConsoleRequest, is_fragment, page
from twofold.core.refusals import Refusal

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
    request.actor.require(Permission.MANAGE_SITES)
    told = {"name": request.POST.get("name", ""), "host": request.POST.get("host", "")}
    if request.method != "POST":
        return page(request, "access/site_new.html", {"values": told, "errors": {}})
    try:
        made = verbs.add(request.actor, **told)
    except Refusal as refusal:
        return page(
            request, "access/site_new.html", {"values": told, "errors": site_form.errors_of(refusal)}, status=422
        )
    return moved(
        request, reverse("console:site", args=[made.id]), f"{made.name} is there. Nobody can sign up there yet."
    )


def site(request: ConsoleRequest, site_id: UUID) -> HttpResponse:
    """Its look, its sender, its texts and its flow."""
    now = queries.site(request.actor, site_id)
    if request.method != "POST":
        return page(request, "access/site.html", site_form.context(now))
    wanted = site_form.wanted(now, request.POST)
    try:
        verbs.edit(
            request.actor,
            site_id,
            told=site_form.told(wanted),
            pictures=site_form.pictures(request),
            said=wanted.texts,
            flow=wanted.flow,
        )
    except Refusal as refusal:
        return page(request, "access/site.html", site_form.context(wanted, refusal), status=422)
    return moved(request, reverse("console:sites"), f"{wanted.name} is as you want it.")


@require_POST
def trial(request: ConsoleRequest, site_id: UUID) -> HttpResponse:
    """Send oneself a letter as the form has it; the form stays as it is."""
    wanted = site_form.wanted(queries.site(request.actor, site_id), request.POST)
    language = request.POST.get("seen_language", "")
    try:
        address = verbs.try_letter(
            request.actor, site_id, told=site_form.told(wanted), said=wanted.texts, language=language
        )
    except Refusal as refusal:
        if is_fragment(request):
            return told(HttpResponse(status=422), refusal.message, tone="bad")
        return page(request, "access/site.html", site_form.context(wanted, refusal), status=422)
    if is_fragment(request):
        return told(HttpResponse(), f"A trial letter is on its way to {address}.")
    return page(request, "access/site.html", site_form.context(wanted) | {"tried": address})


@require_POST
def preview(request: ConsoleRequest, site_id: UUID) -> HttpResponse:
    """A page or a letter as it would be, in one of the languages. Nothing is kept."""
    wanted = site_form.wanted(queries.site(request.actor, site_id), request.POST)
    wanted = site_form.with_pictures(wanted, site_form.pictures(request))
    request.site_here = wanted  # type: ignore[attr-defined]  # every template and form asks for it there
    spoken = wanted.languages or (LANGUAGE,)
    language = request.POST.get("seen_language", "")
    with translation.override(language if language in spoken else spoken[0]):
        answer = _looked_at(request, wanted, request.POST.get("seen_page", ""))
    answer.headers["Content-Security-Policy"] = SEEN_ONLY
    return answer


def _looked_at(request: ConsoleRequest, site: SiteHere, seen: str) -> HttpResponse:
    if seen == "letter":
        language = translation.get_language()
        letter = letters.written("login_code", to="", site=site, language=language, pictures_at="", code="123 456")
        return HttpResponse(letter.html)
    context = {"login_url": "#", "signup_url": "#", "is_seen_only": True}
    if seen == "sign-up" or (not seen and site.flow.is_open):
        return render(request, "account/signup.html", context | {"form": SignUp()})
    return render(request, "account/login.html", context | {"form": SignIn(request=request)})


def documents(request: ConsoleRequest) -> HttpResponse:
    """Publish a version of a document that people accept."""
    request.actor.require(Permission.MANAGE_SITES)
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
    context = {"documents": terms.published(), "values": told, "errors": site_form.errors_of(refusal)}
    return page(request, "access/documents.html", context, status=422 if refusal else 200)
