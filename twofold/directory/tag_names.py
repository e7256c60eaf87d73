"""What a tag may be called."""

from twofold.directory.errors import ValueNotAllowed

LONGEST = 50


def checked_tag(tag: str) -> str:
    """The name with single blanks; refuses none, and one that is too long."""
    name = " ".join(tag.replace("\0", "").split())
    if not name or len(name) > LONGEST:
        raise ValueNotAllowed("tag", f"A tag has between 1 and {LONGEST} characters.")
    return name
