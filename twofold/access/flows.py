"""How people come in at a site: whether they may sign up by themselves, what they are asked, and by which methods they sign in."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """A way to prove who one is, as the first factor."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    CODE = "code"
    PASSKEY = "passkey"
    ELSEWHERE = "elsewhere"
    PHONE = "phone"


class Wanted(StrEnum):
    """When somebody is asked for a field: it is needed at once, may be left empty, or is asked for after signing in."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    LATER = "later"


class Waiting(StrEnum):
    """Whose sign-up waits until somebody has looked at it."""

    NOBODY = "nobody"
    STRANGERS = "strangers"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field of a person, a column or a custom one, that a sign-up asks for."""

    field: str
    wanted: Wanted = Wanted.OPTIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A site's way in. `by_link`: an address is proven by a link instead of a code. `purposes` are asked for consent.

    `region` (ISO 3166) is where a phone number is from that is written without its country.
    `terms` are the keys of the documents that have to be accepted, in the version that is in force.
    """

    is_open: bool = False
    methods: tuple[Method, ...] = (Method.PASSWORD, Method.CODE, Method.PASSKEY, Method.ELSEWHERE)
    by_link: bool = False
    questions: tuple[Question, ...] = (Question(field="given_name"), Question(field="family_name"))
    purposes: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    waiting: Waiting = Waiting.NOBODY
    region: str = ""
