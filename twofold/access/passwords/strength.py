"""Which passwords are refused: those that are easily guessed, and those that others have lost already.

How easily is estimated by zxcvbn (Wheeler, USENIX Security 2016), which knows names, words, dates, keyboards and what was
written on the same form; there are no rules about kinds of characters (NIST SP 800-63B-4, 3.1.1.2).
"""

import hashlib
from urllib.error import URLError
from urllib.request import Request, urlopen

import structlog
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from zxcvbn import zxcvbn

log = structlog.get_logger()

LEAST_SCORE = 3  # of 4: safely unguessable, more than 10^8 guesses, for a hash as slow as ours
READ_BY_ZXCVBN = 72
LONGEST = 200
RANGE_SECONDS = 1.5
RANGE_BYTES = 200_000


class Strong(CommonPasswordValidator):
    """Refuses what is guessed easily, also by who knows the person; the list of common ones is Django's beside zxcvbn's."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise Django's `ValidationError` with a sentence that helps to choose another."""
        if len(password) > LONGEST:
            raise ValidationError(_("A password has at most %(most)s characters.") % {"most": LONGEST}, "too_long")
        known = [str(getattr(user, name, "") or "") for name in ("given_name", "family_name", "name", "email")]
        if password.lower().strip() in self.passwords:
            raise ValidationError(_hint({"dictionary"}), "too_easy")
        found = zxcvbn(password[:READ_BY_ZXCVBN], user_inputs=_words(known))
        if found["score"] < LEAST_SCORE:
            raise ValidationError(_hint({match["pattern"] for match in found["sequence"]}), "too_easy")

    def get_help_text(self) -> str:
        """What to do instead of counting characters."""
        return _("Three or four unusual words make a good password.")


class NotBreached:
    """Refuses passwords that are known from break-ins elsewhere, asked for by the first five digits of their SHA-1 only.

    Off unless `TWOFOLD_BREACHED_PASSWORDS_URL` names a range API such as Have I Been Pwned's. If it does not answer, the
    password is taken: whoever wants to sign up shall not depend on a stranger's server.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Raise Django's `ValidationError` for a password that was lost before."""
        del user
        if settings.BREACHED_PASSWORDS_URL and (times := _seen(password)):
            raise ValidationError(
                ngettext(
                    "This password was found in a data leak. Whoever guesses passwords tries it first; choose another.",
                    "This password was found in %(times)s data leaks. Whoever guesses passwords tries it first; choose another.",
                    times,
                )
                % {"times": times},
                "breached",
            )

    def get_help_text(self) -> str:
        """One that is used nowhere else cannot be lost elsewhere."""
        return _("Use one that you use nowhere else.")


def _words(known: list[str]) -> list[str]:
    """Names and addresses, whole and in parts."""
    parts = [part for text in known for part in text.replace("@", " ").replace(".", " ").split()]
    return [word for word in {*known, *parts} if len(word) > 2]


def _hint(patterns: set[str]) -> str:
    """Why it is easy, where there is one outstanding reason among zxcvbn's patterns, in our words."""
    if patterns <= {"dictionary"}:
        return _(
            "This is easy to guess: it is a common word or name. Add two or three more that do not belong together."
        )
    if patterns <= {"date", "dictionary"}:
        return _(
            "This is easy to guess: names and dates are tried first. Take a few words that do not belong together."
        )
    if patterns <= {"spatial", "sequence", "repeat"}:
        return _("This is easy to guess: it follows the keyboard, or repeats itself. Take a few words instead.")
    return _("This is easy to guess. Take a few words that do not belong together.")


def _seen(password: str) -> int:
    """How often the password was found, by the k-anonymity range API; 0 if nobody answers in time."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    url = f"{settings.BREACHED_PASSWORDS_URL.rstrip('/')}/{digest[:5]}"
    try:
        with urlopen(Request(url, headers={"Add-Padding": "true"}), timeout=RANGE_SECONDS) as answer:  # noqa: S310 - as set
            lines = answer.read(RANGE_BYTES).decode("ascii", "replace").splitlines()
    except (URLError, TimeoutError, OSError) as error:
        log.warning("passwords.range_unanswered", error=str(error))
        return 0
    found = dict(line.split(":", 1) for line in lines if ":" in line)
    count = found.get(digest[5:], "0")
    return int(count) if count.isdigit() else 0
