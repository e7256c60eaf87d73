"""Logos of sites: whatever is sent becomes a small PNG of our own making, which every mail program shows."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

from twofold.access import pictures
from twofold.access.errors import SiteNotAllowed
from twofold.core import links

SIZE = (640, 160)
SHOWN = (200, 32)  # on a page and in a letter
LARGEST = 2_000_000
MOST_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class Picture:
    """A logo as pages and letters show it: at `path`, which a picture that is not kept yet carries its bytes in."""

    path: str
    width: int
    height: int

    @property
    def shown_width(self) -> int:
        """In points, for programs that do not know style."""
        return max(1, round(self.width * self._scale))

    @property
    def shown_height(self) -> int:
        """Likewise."""
        return max(1, round(self.height * self._scale))

    @property
    def _scale(self) -> float:
        return min(SHOWN[0] / self.width, SHOWN[1] / self.height, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A logo made of what was sent."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """By which it is known: another logo has another address."""
        return hashlib.sha256(self.content).hexdigest()[:32]

    @property
    def picture(self) -> Picture:
        """To be shown before it is kept."""
        return Picture(f"data:image/png;base64,{b64encode(self.content).decode()}", self.width, self.height)


def kept(digest: str, width: int, height: int) -> Picture:
    """One that is kept."""
    return Picture(links.path("logo", digest), width, height)


def made_of(content: bytes, *, field: str) -> Made:
    """The logo to show: at most 640 pixels wide and 160 high, without anything of the file but what one sees.

    Refuses what is no PNG, JPEG or WebP, and before it is unpacked what would fill the memory.
    """
    if len(content) > LARGEST:
        raise SiteNotAllowed(field, "This logo is too large. Send one of at most 2 MB.")
    try:
        with pictures.opened(content, formats=FORMATS, most_pixels=MOST_PIXELS) as sent:
            logo, made = pictures.within(sent, SIZE), BytesIO()
            logo.save(made, "PNG", optimize=True)
    except pictures.PictureTooLarge as error:
        raise SiteNotAllowed(field, "This logo is too large. Send one of at most 25 million pixels.") from error
    except pictures.NotAPicture as error:
        raise SiteNotAllowed(field, "This is no picture that can be shown. Send a PNG, JPEG or WebP file.") from error
    return Made(made.getvalue(), logo.width, logo.height)
