"""Which parts of a name or an address were asked for."""

import re

from twofold.directory.searching import folded, words_of

_PIECES = re.compile(r"[a-z0-9]+")
_WORDS = re.compile(r"[^\W_]+")


def marks(shown: str, asked: str) -> list[tuple[int, int]]:
    """From where to where the words of what is shown begin as one that was asked for, whatever the accents."""
    wanted = sorted({piece for word in words_of(asked) for piece in _PIECES.findall(word)}, key=len, reverse=True)
    found = []
    for word in _WORDS.finditer(shown):
        plain = folded(word.group())
        begun = next((piece for piece in wanted if plain.startswith(piece)), "")
        if begun:
            found.append((word.start(), min(word.start() + len(begun), word.end())))
    return found
