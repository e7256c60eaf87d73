"""What somebody meant who made one typing error: a letter too many, too few, another, two the wrong way round, or a blank.

Folded words have but 26 letters, so every word that is one error away can be written down, some hundreds, and looked up
among the words there are: a few milliseconds, and nothing to be kept but those words.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase

from twofold.directory import bulk
from twofold.directory.searching import question, words_of

SHORTEST, LONGEST = 3, 30
SHORTEST_BEGUN = 4
MOST = 32
BLANK, FIRST, LAST = 1, 2, 2
_LETTERS = re.compile(rf"(?<![a-z])[a-z]{{{SHORTEST},{LONGEST}}}(?![a-z])")
_BEGUN = re.compile(rf"(?<![a-z])[a-z]{{{SHORTEST_BEGUN},{LONGEST}}}(?![a-z])")

WHOLE = "SELECT DISTINCT word FROM directory_word WHERE word = ANY(%(tried)s::text[])"
BEGUN = """
SELECT t.word FROM unnest(%(tried)s::text[]) AS t (word)
WHERE starts_with((SELECT w.word FROM directory_word w WHERE w.word >= t.word COLLATE "C" ORDER BY w.word LIMIT 1), t.word)
"""


def meant(text: str, *, begun: bool = False) -> list[str]:
    """The texts of words there are that are one typing error in one word away from this one, the likeliest first.

    With `begun` a word may also be the beginning of one there is, as while it is being typed. One statement.
    """
    words = words_of(text)
    tried = [
        (unlikeliness, other, [*words[:at], word[: found.start()] + other + word[found.end() :], *words[at + 1 :]])
        for at, word in enumerate(words)
        for found in (_BEGUN if begun else _LETTERS).finditer(word)
        for other, unlikeliness in _near(found.group(), begun=begun)
    ]
    there = _there({part for _, other, _ in tried for part in other.split()}, begun=begun)
    likely = [(unlikeliness, " ".join(said)) for unlikeliness, other, said in tried if there.issuperset(other.split())]
    if not begun:
        likely += [(BLANK, _without_blank(words, pair)) for pair in pairwise(range(len(words)))]
    return list(dict.fromkeys(other for _, other in sorted(likely) if other != " ".join(words)))[:MOST]


def question_of(text: str, texts: Sequence[str], *, begun: bool = False) -> str:
    """The tsquery of whoever is found by what must have been meant by the text; empty for no texts.

    Words that are the same in many of the texts are asked for once. With `begun` those that there are stand for themselves,
    the others for the beginning of one. One statement with `begun`, otherwise none.
    """
    typed = words_of(text)
    whole = _there(typed, begun=False) if begun else frozenset(typed)
    others: dict[tuple[str, ...], list[str]] = {}
    for words in map(words_of, texts):
        changed = [question(word, exactly=not begun) for word in words if word not in typed]
        if changed:
            others.setdefault(tuple(word for word in words if word in typed), []).append(" & ".join(changed))
    return " | ".join(
        f"({' & '.join([*(question(word, exactly=word in whole) for word in kept), f'({_any(changed)})'])})"
        for kept, changed in others.items()
    )


def _any(questions: Sequence[str]) -> str:
    return " | ".join(f"({one})" for one in questions)


def _near(word: str, *, begun: bool) -> Iterator[tuple[str, int]]:
    """The words one error away, each with how unlikely the error is: people seldom get the first letter wrong.

    A word of three letters may lack one; whatever else is wrong with it, it is like too many others. Of a word that goes on,
    the last letter need not be replaced: to leave it out finds all of those.
    """
    last, is_short = len(word) - 1, len(word) == SHORTEST
    for at in range(len(word) + (not begun)):
        before, after = word[:at], word[at:]
        odd = FIRST * (at == 0) + LAST * (begun and at == last)
        for letter in ascii_lowercase:
            yield before + letter + after, odd + 1
            if after and not is_short and not (begun and at == last):
                yield before + letter + after[1:], odd + 2
        if is_short:
            continue
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:], odd
        if after and len(word) > (SHORTEST_BEGUN if begun else SHORTEST):
            yield before + after[1:], odd + (not before.endswith(after[0]))
        if not begun and min(at, len(after)) >= SHORTEST:
            yield f"{before} {after}", odd + BLANK


def _without_blank(words: Sequence[str], pair: tuple[int, int]) -> str:
    first, second = pair
    return " ".join([*words[:first], words[first] + words[second], *words[second + 1 :]])


def _there(tried: Collection[str], *, begun: bool) -> frozenset[str]:
    """Those of the words that there are, or that one there is begins with."""
    if not tried:
        return frozenset()
    return frozenset(word for (word,) in bulk.ask(BEGUN if begun else WHOLE, {"tried": sorted(tried)}))
