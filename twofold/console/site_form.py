"""The form of a site: what it holds, and the site as it would be by it."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import translation

from twofold.access import consenting, logos, questions, terms
from twofold.access.flows import Flow, Method, Question, Waiting, Wanted
from twofold.access.senders import Sender
from twofold.access.sites import SiteHere
from twofold.access.texts import HAVE_LINES, LINKS, LONGEST, OURS, TEXTS, Texts
from twofold.console import places
from twofold.console.agreements import LANGUAGE
from twofold.core.refusals import Refusal
from twofold.core.texts import can_send
from twofold.directory import queries as directory

METHODS = {
    Method.PASSWORD: "A password",
    Method.CODE: "A code by e-mail",
    Method.PASSKEY: "A passkey",
    Method.ELSEWHERE: "Another provider",
    Method.PHONE: "A code by text message",
}
WANTED = (("", "Not asked"), ("required", "Needed"), ("optional", "May be left out"), ("later", "After signing in"))
WAITS = (
    ("nobody", "Nobody waits"),
    ("strangers", "Who is nobody's colleague waits"),
    ("everybody", "Everybody waits until somebody has looked"),
)
PROOFS = (("code", "By a code"), ("link", "By a link"))
LABELS = {
    "sign_in_heading": "Heading of sign-in",
    "sign_in_lead": "Sentence below it",
    "sign_up_heading": "Heading of sign-up",
    "sign_up_lead": "Sentence below it",
    "support": "Under the forms",
    "greeting": "Letters begin with",
    "footer": "Letters end with",
    "privacy": "Privacy",
    "imprint": "Imprint",
}
PAGES = (("", "As people come in"), ("sign-in", "Sign-in"), ("sign-up", "Sign-up"), ("letter", "A letter"))
# Which page shows a text.
SEEN_ON = {"sign_in_heading": "sign-in", "sign_in_lead": "sign-in", "greeting": "letter", "footer": "letter"}
SEEN_ON |= {"sign_up_heading": "sign-up", "sign_up_lead": "sign-up"}
# The fields beside which it stands why they were refused; what is said of others stands above the form.
HAVE_A_PLACE = {"name", "host", "color", "logo", "logo_dark", "sender_name", "sender_address", "reply_to"}


@dataclass(frozen=True, slots=True)
class Line:
    """A text of a site as the form asks for it; `ours` is what stands there while it is empty."""

    name: str
    label: str
    value: str
    ours: str
    longest: int
    type: str
    page: str
    error: str


def wanted(now: SiteHere, sent: QueryDict) -> SiteHere:
    """The site as the form has it; what is no choice of the form is left out. Its logos are those that it has."""
    spoken = tuple(code for code, _ in settings.LANGUAGES if code in sent.getlist("language"))
    return replace(
        now,
        name=sent.get("name", now.name),
        host=sent.get("host", now.host),
        color=sent.get("color", now.color),
        languages=spoken,
        sender=Sender(
            name=sent.get("sender_name", ""),
            address=sent.get("sender_address", ""),
            reply_to=sent.get("reply_to", ""),
        ),
        texts={code: _texts(sent, code) for code, _ in settings.LANGUAGES},
        flow=_flow(now.flow, sent),
    )


def told(site: SiteHere) -> dict[str, Any]:
    """What of it is a site's own row."""
    return {
        "name": site.name,
        "host": site.host,
        "color": site.color,
        "languages": list(site.languages),
        "sender_name": site.sender.name,
        "sender_address": site.sender.address,
        "reply_to": site.sender.reply_to,
    }


def pictures(request: HttpRequest) -> dict[str, bytes | None]:
    """The logos that were sent, and None for those that are to go."""
    found: dict[str, bytes | None] = {}
    for name in ("logo", "logo_dark"):
        file = request.FILES.get(name)
        if file is not None:
            found[name] = file.read(logos.LARGEST + 1)
        elif f"drop_{name}" in request.POST or "drop_logo" in request.POST:
            found[name] = None
    return found


def with_pictures(site: SiteHere, sent: dict[str, bytes | None]) -> SiteHere:
    """The site with these logos, for a look at it; what is no picture is left out."""
    shown = {"logo": site.logo, "logo_dark": site.logo_dark}
    for name, content in sent.items():
        try:
            shown[name] = logos.made_of(content, field=name).picture if content else None
        except Refusal:
            continue
    return replace(site, logo=shown["logo"], logo_dark=shown["logo_dark"] if shown["logo"] else None)


def context(site: SiteHere, refusal: Refusal | None = None) -> dict[str, Any]:
    """For the template."""
    flow, errors = site.flow, errors_of(refusal)
    asked = {one.field: one.wanted.value for one in flow.questions}
    words = directory.purposes_in(LANGUAGE)
    known = sorted({*words.rows, *flow.purposes, *consenting.purposes()}, key=lambda key: words.name(key).casefold())
    return {
        "edited": site,
        "methods": [(method.value, label, method in flow.methods) for method, label in METHODS.items()],
        "questions": [(field, label, asked.get(field, "")) for field, label in questions.askable()],
        "can_text": can_send(),
        "regions": [("", "None"), *places.countries()],
        "wanted": WANTED,
        "waits": WAITS,
        "purposes": [(key, words.name(key), words.sentence(key), key in flow.purposes) for key in known],
        "languages": [
            (code, name, code in site.languages, _lines(site.texts.get(code, Texts()), code, errors))
            for code, name in settings.LANGUAGES
        ],
        "spoken": [(code, name) for code, name in settings.LANGUAGES if code in site.languages],
        "pages": PAGES,
        "documents": [(one, one.key in flow.terms) for one in terms.published()],
        "proofs": PROOFS,
        "ours": settings.DEFAULT_FROM_EMAIL,
        "errors": errors,
        "unsaid": [
            said for field, said in errors.items() if field not in HAVE_A_PLACE and not field.startswith("texts.")
        ],
    }


def errors_of(refusal: Refusal | None) -> dict[str, str]:
    """Why it was refused, by field."""
    return {str(refusal.data.get("field", "all")): refusal.message} if refusal else {}


def _lines(said: Texts, code: str, errors: dict[str, str]) -> list[Line]:
    with translation.override(code):
        ours = {name: str(sentence) for name, sentence in OURS.items()}
    return [
        Line(
            f"texts.{code}.{name}",
            LABELS[name],
            getattr(said, name),
            "https://" if name in LINKS else ours.get(name, ""),
            LONGEST[name],
            "textarea" if name in HAVE_LINES else "url" if name in LINKS else "text",
            SEEN_ON.get(name, ""),
            errors.get(f"texts.{code}.{name}", ""),
        )
        for name in TEXTS
    ]


def _texts(sent: QueryDict, code: str) -> Texts:
    return Texts(**{name: sent.get(f"texts.{code}.{name}", "") for name in TEXTS})


def _flow(now: Flow, sent: QueryDict) -> Flow:
    asked = [
        Question(field=field, wanted=Wanted(str(sent[f"ask.{field}"])))
        for field, _ in questions.askable()
        if sent.get(f"ask.{field}") in set(Wanted)
    ]
    waiting = sent.get("waiting", "")
    return Flow(
        is_open="is_open" in sent,
        methods=tuple(method for method in Method if method in sent.getlist("method")),
        by_link=sent.get("proof") == "link",
        questions=tuple(asked),
        purposes=tuple(dict.fromkeys(sent.getlist("purpose"))),
        terms=tuple(sent.getlist("terms")),
        region=sent.get("region", now.region),
        waiting=Waiting(waiting) if waiting in set(Waiting) else Waiting.NOBODY,
    )
