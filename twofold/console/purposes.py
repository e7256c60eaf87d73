"""Purposes: what people are asked to agree to, named and explained in each language."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import consenting
from twofold.console.agreements import LANGUAGE
from twofold.console.answers import moved
from twofold.console.page import ConsoleRequest, page
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory
from twofold.directory.permissions import Permission
from twofold.directory.queries import PurposeRow, PurposeWords
from twofold.directory.verbs import purposes as verbs


def purposes(request: ConsoleRequest) -> HttpResponse:
    """The register, and what sites ask for that nobody has named yet."""
    request.actor.require(Permission.DEFINE_PURPOSES)
    words, asked = directory.purposes_in(LANGUAGE), consenting.purposes()
    rows = [(row, row.spoken(LANGUAGE), row.key in asked) for row in words.rows.values()]
    unnamed = [(key, words.name(key)) for key in sorted(asked - words.rows.keys())]
    return page(request, "access/purposes.html", {"rows": rows, "unnamed": unnamed})


def create(request: ConsoleRequest) -> HttpResponse:
    """A further one; its key may be told by the address, where a site asks for it already."""
    request.actor.require(Permission.DEFINE_PURPOSES)
    key = request.POST.get("key", request.GET.get("key", "")).strip()
    if request.method != "POST":
        return _ask(request, PurposeRow(key, {}), is_new=True)
    row = PurposeRow(key, _words(request))
    try:
        verbs.define(request.actor, key=key, words=row.words)
    except Refusal as refusal:
        return _ask(request, row, refusal, is_new=True)
    return moved(request, reverse("console:purposes"), f"{row.spoken(LANGUAGE).name} can be asked for.")


def purpose(request: ConsoleRequest, key: str) -> HttpResponse:
    """What it is called, and what one agrees to."""
    request.actor.require(Permission.DEFINE_PURPOSES)
    now = directory.purposes_in(LANGUAGE).rows.get(key, PurposeRow(key, {}))
    if request.method != "POST":
        return _ask(request, now)
    row = PurposeRow(key, _words(request))
    try:
        verbs.describe(request.actor, key, words=row.words)
    except Refusal as refusal:
        return _ask(request, row, refusal)
    return moved(request, reverse("console:purposes"), f"{row.spoken(LANGUAGE).name} is as you want it.")


@require_POST
def remove(request: ConsoleRequest, key: str) -> HttpResponse:
    """Take its words away."""
    verbs.remove(request.actor, key)
    return moved(
        request, reverse("console:purposes"), f"{key} is no longer in the register. What people decided stays."
    )


def _words(request: ConsoleRequest) -> dict[str, PurposeWords]:
    sent = request.POST
    return {
        code: PurposeWords(name=sent.get(f"name.{code}", ""), sentence=sent.get(f"sentence.{code}", ""))
        for code, _ in settings.LANGUAGES
    }


def _ask(
    request: ConsoleRequest, row: PurposeRow, refusal: Refusal | None = None, *, is_new: bool = False
) -> HttpResponse:
    errors = {str(refusal.data.get("field", "all")): refusal.message} if refusal else {}
    languages = [
        (code, name, row.words.get(code, PurposeWords()), errors.get(f"name.{code}"), errors.get(f"sentence.{code}"))
        for code, name in settings.LANGUAGES
    ]
    context: dict[str, Any] = {
        "row": row,
        "named": row.spoken(LANGUAGE).name if row.key else "New purpose",
        "is_new": is_new,
        "languages": languages,
        "said": errors.get("all") or errors.get("name"),
        "key_error": errors.get("key"),
    }
    return page(request, "access/purpose.html", context, status=422 if refusal else 200)
