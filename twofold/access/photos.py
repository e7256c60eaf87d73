"""Photos of people: whatever is sent becomes a small WebP of our own making, with nothing of the file but what one sees."""

from io import BytesIO

from twofold.access import pictures
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
        with pictures.opened(content, formats=FORMATS, most_pixels=MOST_PIXELS) as sent:
            sent.draft("RGB", (SIDE * 2, SIDE * 2))  # a large JPEG is unpacked no larger than needed
            made = BytesIO()
            pictures.within(sent, (SIDE, SIDE)).save(made, "WEBP", quality=QUALITY, method=4)
    except pictures.PictureTooLarge as error:
        raise PhotoTooLarge from error
    except pictures.NotAPicture as error:
        raise PhotoNotUsable from error
    return made.getvalue()
