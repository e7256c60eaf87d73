"""The navigation of the portal: each module of this door declares the places it adds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from django.urls import reverse
from django.utils.functional import Promise

from twofold.core.actor import Actor


class Where(Enum):
    """As whom one finds a place."""

    EVERYWHERE = auto()
    BY_ONESELF = auto()
    IN_AN_ACCOUNT = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation: the name of its address, its words (lazily translated), its icon, and for whom it is there.

    The lowest `order` comes first; home is 0. `count` says how much waits there, and nothing is shown for none. What
    `is_personal` stands in the person's menu, and in the navigation only while they act by themselves. Pages that are `around` it
    belong to it, wherever their addresses lie.
    """

    name: str
    label: str | Promise
    icon: str
    order: int
    permission: str = ""
    where: Where = Where.EVERYWHERE
    is_personal: bool = False
    count: Callable[[Actor], int] | None = None
    around: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A place, as the page of one reader shows it."""

    href: str
    label: str | Promise
    icon: str
    count: int
    is_current: bool
    is_personal: bool


_places: list[Place] = []


def declare_place(place: Place) -> None:
    """Add a place to the navigation."""
    _places.append(place)
    _places.sort(key=lambda one: one.order)


def entries_for(actor: Actor, path: str) -> list[Entry]:
    """The places this actor finds as whom they act now; the one that the path lies deepest in is the current one."""
    places = [place for place in _places if _is_for(place, actor)]
    pages = {reverse(name): place.name for place in places for name in (place.name, *place.around)}
    around = (href for href in pages if path == href or path.startswith(f"{href}/"))
    here = pages.get(max(around, key=len, default=""))
    return [
        Entry(
            reverse(place.name),
            place.label,
            place.icon,
            place.count(actor) if place.count else 0,
            place.name == here,
            place.is_personal,
        )
        for place in places
    ]


def _is_for(place: Place, actor: Actor) -> bool:
    is_alone = actor.account_id is None
    fits = {Where.EVERYWHERE: True, Where.BY_ONESELF: is_alone, Where.IN_AN_ACCOUNT: not is_alone}[place.where]
    return fits and (not place.permission or actor.may(place.permission))
