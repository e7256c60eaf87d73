"""What a door hands to `look/shell.html`: its navigation, and who is looking."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class NavItem:
    """A place in the side bar. `go` is the letter that follows `g` on the keyboard, `waits_for` what has to be done first."""

    label: str
    href: str
    icon: str
    count: str = ""
    go: str = ""
    current: bool = False
    waits_for: str = ""


@dataclass(frozen=True)
class NavGroup:
    """Places that belong together; the first group usually has no title."""

    items: Sequence[NavItem]
    title: str = ""


@dataclass(frozen=True)
class Viewer:
    """The person who looks at the page."""

    name: str
    email: str
    sign_out_url: str
    profile_url: str = ""


@dataclass(frozen=True)
class Banner:
    """What is so at the moment and soon over: said above every page, with the way to end it."""

    icon: str
    text: str
    until: datetime
    end_url: str
    end_label: str = "End now"


@dataclass(frozen=True)
class Shell:
    """The frame of a door, in the context as `shell`. `find_url` answers the palette with JSON; without one it knows commands only."""

    home_url: str
    find_url: str
    viewer: Viewer
    groups: Sequence[NavGroup] = field(default_factory=tuple)
    banners: Sequence[Banner] = field(default_factory=tuple)
    brand: str = "Twofold"
