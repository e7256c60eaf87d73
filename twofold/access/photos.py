"""Photos of people: whatever is sent becomes a small WebP of our own making, with nothing of the file but what one sees."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from twofold.access.errors.selves import PhotoNotUsable, PhotoTooLarge

SIDE = 512
QUALITY = 82
LARGEST = 10_000_000
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def made_of(content: bytes) -> bytes:
    """The photo to show: upright, at most 512 pixels wide or high, without EXIF, place and comments.

    Refuses what is no image, and before it is unpacked what would fill the memory.
    """
    if len(content) > LARGEST:
        raise PhotoTooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as sent:
                return _made(sent)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooLarge from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise PhotoNotUsable from error


def _made(sent: Image.Image) -> bytes:
    if sent.width * sent.height > MOST_PIXELS:
        raise PhotoTooLarge
    sent.draft("RGB", (SIDE * 2, SIDE * 2))  # a large JPEG is unpacked no larger than needed
    photo = ImageOps.exif_transpose(sent)
    photo = photo.convert("RGBA" if photo.has_transparency_data else "RGB")
    photo.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(photo.mode, photo.size)
    bare.paste(photo)
    made = BytesIO()
    bare.save(made, "WEBP", quality=QUALITY, method=4)
    return made.getvalue()
