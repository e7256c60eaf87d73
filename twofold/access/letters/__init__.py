"""Letters of the access room: one template for each kind, from which come its subject, its text and its HTML.

A template `letters/KIND.txt` begins with `{% extends layout %}` and fills the blocks `subject`, `preheader` (what a list of
mails shows beside it), `text`, `after`, and `button` where the letter has a `url`. Paragraphs are apart by an empty line.
A `code`, a `quote` and `details` (pairs of a word and its value) are drawn where they are given.
"""

import re
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from twofold.access.logos import Picture
from twofold.access.sites import SiteHere
from twofold.core.post import Letter, send

_SECOND_STOP = re.compile(r"(?<=\w\.)\.(?=[\s<]|$)")  # a name like S.A. ends its sentence as well


def post(kind: str, *, to: str, site: SiteHere, language: str = "", **context: Any) -> None:
    """Queue a letter in the site's name, in this language where the site speaks it, otherwise in the site's first.

    Links in it are the caller's: made by `core.links.to(…, base=site.url)`, never from what a request says.
    """
    send(written(kind, to=to, site=site, language=language, **context))


def written(
    kind: str, *, to: str, site: SiteHere, language: str = "", pictures_at: str | None = None, **context: Any
) -> Letter:
    """The letter, not sent yet. Its pictures are at the site's own address unless told otherwise."""
    base = site.url if pictures_at is None else pictures_at
    with translation.override(spoken_at(site, language)):
        told = {"site": site, "said": site.said, "logo": _at(base, site.logo), "logo_dark": _at(base, site.logo_dark)}
        told |= context
        return Letter(
            to=to,
            subject=" ".join(_rendered(kind, "subject.txt", told).split()),
            text=_tidied(_rendered(kind, "letter.txt", told)),
            html=_rendered(kind, "letter.html", told),
            sender=site.sender.header(site=site.name),
            reply_to=site.sender.reply_to,
        )


def _rendered(kind: str, layout: str, told: dict[str, Any]) -> str:
    """The same words in another layout; only HTML is escaped."""
    template: Any = get_template(f"letters/{kind}.txt")
    context = Context({"layout": f"letters/{layout}", **told}, autoescape=layout.endswith(".html"))
    return _SECOND_STOP.sub("", str(template.template.render(context))).strip()


def _tidied(text: str) -> str:
    """Without blanks at the ends of lines, and one empty line at most between paragraphs."""
    tidied: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line or (tidied and tidied[-1]):
            tidied.append(line)
    return "\n".join(tidied).strip() + "\n"


def spoken_at(site: SiteHere, language: str) -> str:
    """The language in which a site speaks to whom speaks this one."""
    spoken = {one.lower(): one for one in site.languages}
    wanted = language.lower()
    first = site.languages[0] if site.languages else str(settings.LANGUAGE_CODE)
    return spoken.get(wanted) or spoken.get(wanted.partition("-")[0]) or first


def _at(base: str, logo: Picture | None) -> str:
    return f"{base}{logo.path}" if logo else ""
