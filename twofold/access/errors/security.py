"""How the access room says no about second factors, passkeys, sessions and step-up."""

from twofold.core.refusals import Forbidden, Unauthenticated


class StepUpNeeded(Unauthenticated):
    """Prove that it is you before you change this."""


class NotInTheirStead(Forbidden):
    """Only the person themselves may do this, nobody in their stead."""
