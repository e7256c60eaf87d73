"""What waits for a person, as whom they act: each module of this door declares where it looks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from twofold.core.actor import Actor

MOST = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: what it is, what helps to decide, and the page where it is done (`press` is the word on the button)."""

    icon: str
    title: str
    note: str
    href: str
    press: str


Finder = Callable[[Actor], Iterable[Waiting]]
_finders: list[Finder] = []


def declare_waiting(find: Finder) -> Finder:
    """Ask this function, too, when home is opened. It answers for the actor in their context, at once, with the most urgent first.

    It says nothing to an actor who may do nothing about it, and limits itself to `MOST`.
    """
    _finders.append(find)
    return find


def waiting_for(actor: Actor) -> list[Waiting]:
    """Everything that waits for this actor."""
    return [one for find in _finders for one in find(actor)]
