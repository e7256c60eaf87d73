"""Pictures that somebody sent: opened so that nothing fills the memory, and made anew with nothing but what one sees."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError


class NotAPicture(Exception):
    """This is none of the formats that are taken, or broken."""


class PictureTooLarge(Exception):
    """It would have more pixels than are taken."""


@contextmanager
def opened(content: bytes, *, formats: tuple[str, ...], most_pixels: int) -> Iterator[Image.Image]:
    """A picture of one of these formats, not unpacked yet; what turns out to be wrong with it meanwhile is refused the same way."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=formats) as sent:
                if sent.width * sent.height > most_pixels:
                    raise PictureTooLarge
                yield sent
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise NotAPicture from error


def within(sent: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The first picture of it, upright, no larger than this, without EXIF, place, comments and profiles."""
    picture = ImageOps.exif_transpose(sent)
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail(size, Image.Resampling.LANCZOS)
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare
