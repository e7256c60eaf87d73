"""How the access room says no about second factors, passkeys, sessions and step-up."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.refusals import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class StepUpNeeded(Unauthenticated):
    """Prove that it is you before you change this."""


class NotInTheirStead(Forbidden):
    """Only the person themselves may do this, nobody in their stead."""


class PasskeyNotTaken(Invalid):
    """This passkey could not be taken. Try again, or use another device."""


class PasskeyKnown(Conflict):
    """This passkey is there already."""


@dataclass(eq=False)
class PasskeyNotFound(NotFound):
    """There is no such passkey, or not for you to see."""

    passkey_id: UUID


class LastWayIn(Conflict):
    """This is your only way to sign in. Add another one first, a password or a passkey."""


class LoginIsAnothers(Conflict):
    """With this login somebody else signs in here already. If that is you, sign in with it and disconnect it there first."""


@dataclass(eq=False)
class LoginNotFound(NotFound):
    """There is no such login, or not for you to see."""

    login_id: int


@dataclass(eq=False)
class LoginNotOffered(NotFound):
    """Nobody signs in with this here."""

    provider: str


class CodeWrong(Invalid):
    """This is not the code that the app shows now."""


class AppKnown(Conflict):
    """There is an authenticator app already. Remove it before you add another."""


class NothingToRecover(Conflict):
    """Recovery codes stand in for a second step. Turn on two-step sign-in first."""


@dataclass(eq=False)
class SessionNotFound(NotFound):
    """This browser is signed out already."""

    session_id: int


@dataclass(eq=False)
class BrowserNotFound(NotFound):
    """This browser is not trusted, or no longer."""

    browser_id: UUID
