"""What a site says in its own words, language by language. What it leaves empty is said as Twofold says it.

Texts are plain: whatever looks like HTML is shown as it was typed, and addresses in them become links.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from twofold.access.errors import SiteNotAllowed

OURS = {
    "sign_in_heading": _("Sign in"),
    "sign_in_lead": _("With the e-mail address you use here"),
    "sign_up_heading": _("Create an account"),
    "sign_up_lead": _("It takes a minute"),
}
WITH_PHONES = {"sign_in_lead": _("With the e-mail address or the mobile number you use here")}
LONGEST = {
    "sign_in_heading": 80,
    "sign_in_lead": 200,
    "sign_up_heading": 80,
    "sign_up_lead": 200,
    "support": 300,
    "greeting": 80,
    "footer": 500,
    "privacy": 500,
    "imprint": 500,
}
HAVE_LINES = {"support", "footer"}
LINKS = ("privacy", "imprint")
_is_web_address = URLValidator(schemes=["https"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of a site in one language.

    `support` is a line under forms, `greeting` and `footer` begin and end letters, `privacy` and `imprint` are addresses.
    """

    sign_in_heading: str = ""
    sign_in_lead: str = ""
    sign_up_heading: str = ""
    sign_up_lead: str = ""
    support: str = ""
    greeting: str = ""
    footer: str = ""
    privacy: str = ""
    imprint: str = ""


TEXTS = tuple(field.name for field in fields(Texts))


def said(texts: Mapping[str, Texts], language: str, *, takes_phones: bool = False) -> Texts:
    """What stands on a page or in a letter in this language: the site's own words, or else ours.

    A link that the site has in another language only is better than none.
    """
    own = texts.get(language) or texts.get(language.partition("-")[0]) or Texts()
    ours = {name: str(sentence) for name, sentence in (OURS | (WITH_PHONES if takes_phones else {})).items()}
    elsewhere = {name: next(filter(None, (getattr(one, name) for one in texts.values())), "") for name in LINKS}
    return replace(own, **{name: text for name, text in (ours | elsewhere).items() if not getattr(own, name)})


def checked(texts: Mapping[str, Texts], *, languages: Collection[str]) -> dict[str, Texts]:
    """The texts as they are kept, without languages in which nothing is said. Refuses what is too long, and links that are none."""
    kept: dict[str, Texts] = {}
    for language, told in texts.items():
        if language not in languages:
            raise SiteNotAllowed("texts", f"There are no pages in {language}.")
        plain = Texts(**{name: _plain(text, has_lines=name in HAVE_LINES) for name, text in asdict(told).items()})
        for name in TEXTS:
            _check(f"texts.{language}.{name}", name, getattr(plain, name))
        if plain != Texts():
            kept[language] = plain
    return kept


def _check(field: str, name: str, text: str) -> None:
    if len(text) > LONGEST[name]:
        raise SiteNotAllowed(field, f"At most {LONGEST[name]} characters.")
    if text and name in LINKS and not _leads_somewhere(text):
        raise SiteNotAllowed(field, "An address that begins with https://.")


def _leads_somewhere(address: str) -> bool:
    try:
        _is_web_address(address)
    except ValidationError:
        return False
    return "@" not in urlsplit(address).netloc and not any(one in address for one in "\\\"'<>")


def _plain(text: str, *, has_lines: bool) -> str:
    """Without characters that nobody sees; in one line unless it may have several."""
    lines = [" ".join(line.split()) for line in _seen(text).splitlines()]
    return "\n".join(lines).strip() if has_lines else " ".join(" ".join(lines).split())


def _seen(text: str) -> str:
    return "".join(one for one in text if one in "\r\n\t" or unicodedata.category(one) != "Cc")
