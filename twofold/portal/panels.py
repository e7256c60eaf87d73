"""The panels of home: each module of this door declares what it has to say there, as whom the reader acts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from twofold.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a panel: what it is, how it stands, and where it leads. `tag` is a word about it, in a tone.

    `href` is a button that says `press`; `to` is for what one looks at rather than does, and makes a link of the title.
    """

    icon: str
    title: str
    note: str = ""
    href: str = ""
    press: str = ""
    to: str = ""
    tag: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled box of a few lines, with one link to all of it."""

    title: str
    lines: Sequence[Line]
    href: str = ""
    more: str = ""


Finder = Callable[[Actor], Panel | None]
_finders: list[tuple[int, Finder]] = []


def declare_panel(order: int) -> Callable[[Finder], Finder]:
    """Ask this function for a panel when home is opened, the lowest order first. It answers None where it has nothing to say."""

    def declare(find: Finder) -> Finder:
        _finders.append((order, find))
        _finders.sort(key=lambda one: one[0])
        return find

    return declare


def panels_for(actor: Actor) -> list[Panel]:
    """What there is to say to this actor."""
    return [panel for _, find in _finders if (panel := find(actor))]
