"""Finding people at a million people in spite of typing errors: how many are found, and how soon."""

import random
import time
from collections.abc import Iterator
from string import ascii_lowercase

import psycopg

from bench.population import Population
from bench.rows import Row, at_least, at_most, percentile
from twofold.core.actor import Actor
from twofold.run.setup import ready

PEOPLE, ACCOUNTS = 1_000_000, 100_000
OTHER_WORDS = 200_000
TYPED = 2_000
BUDGET_MS = 100.0
RECALL = 95.0
SHORTEST = 4

NAMES = f"SELECT name FROM directory_person TABLESAMPLE BERNOULLI (1) WHERE known_at IS NOT NULL LIMIT {TYPED}"


def run() -> list[Row]:
    """Names with one letter missing, too many, wrong or swapped; and the same while the name is being typed."""
    population = Population(people=PEOPLE, accounts=ACCOUNTS)
    with ready("bench") as (_, urls), psycopg.connect(urls.database) as owner:
        population.settle(owner)
        _teach()
        owner.execute("ANALYZE directory_word")
        names = [name for (name,) in owner.execute(NAMES).fetchall()]
        draw = random.Random(3)
        whole = [(name, _mistyped(name, draw)) for name in names]
        begun = [_begun(name, typed, draw) for name, typed in whole[: TYPED // 4]]
        return [
            *_measured("a name as it is", [(name, name) for name in names[: TYPED // 4]]),
            *_measured("a mistyped name", whole),
            *_measured("a mistyped name that is being typed", begun, is_begun=True),
        ]


def _measured(what: str, asked: list[tuple[str, str]], *, is_begun: bool = False) -> Iterator[Row]:
    """How many of the names are among what is found, how much of what is found bears it or begins so, and the time it takes."""
    from twofold.core.unit import unit_of_work
    from twofold.directory import queries

    actor, taken, hits, shown, right = Actor.system("bench"), [], 0, 0, 0
    for name, typed in asked:
        began = time.perf_counter()
        with unit_of_work(actor):
            found = queries.find(actor, typed)
        taken.append((time.perf_counter() - began) * 1000)
        named = sum(one.name.startswith(name) for one in found)
        hits, shown, right = hits + (named > 0), shown + len(found), right + named
    recall = 100 * hits / len(asked)
    # What was begun and mistyped may begin other names as well, which then fill the few places there are.
    yield (
        Row(f"{what}: found (recall)", recall, "%")
        if is_begun
        else at_least(f"{what}: found (recall)", recall, "%", RECALL)
    )
    yield Row(f"{what}: of what is shown, bears the name (precision)", 100 * right / max(shown, 1), "%")
    yield Row(f"{what}, p50", percentile(taken, 0.5), "ms")
    yield at_most(f"{what}, p95", percentile(taken, 0.95), "ms", BUDGET_MS)


def _teach() -> None:
    """The words of the population, and as many others as a million people of all countries would bring along."""
    from twofold.core.unit import unit_of_work
    from twofold.directory import words

    draw = random.Random(4)
    syllables = [first + second for first in "bdfghjklmnprstvwz" for second in "aeiou"]
    others = ["".join(draw.choices(syllables, k=draw.randint(2, 5))) for _ in range(OTHER_WORDS)]
    with unit_of_work(Actor.system("bench")):
        words.settle()
        words.learn(others)


def _mistyped(name: str, draw: random.Random) -> str:
    """The name with one error in one of its words that are long enough."""
    words = name.split()
    at = draw.choice([at for at, word in enumerate(words) if len(word) >= SHORTEST] or [0])
    return " ".join([*words[:at], _slip(words[at], draw), *words[at + 1 :]])


def _begun(name: str, typed: str, draw: random.Random) -> tuple[str, str]:
    """The beginning of what was mistyped, and of the name what is right of it whatever the error was."""
    so_far = draw.randint(len(typed) * 2 // 3, len(typed))
    return name[: so_far - 1], typed[:so_far]


def _slip(word: str, draw: random.Random) -> str:
    at, letter = draw.randrange(len(word) - 1), draw.choice(ascii_lowercase)
    before, after = word[:at], word[at:]
    return draw.choice(
        [
            before + after[1:],
            before + letter + after,
            before + letter + after[1:],
            before + after[1] + after[0] + after[2:],
        ]
    )
