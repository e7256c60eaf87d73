"""What staff who see some rows only ask of lists: what they own, what their team owns, what is in their countries."""

import random
from collections.abc import Callable

from bench.population import COUNTRIES, ENDINGS, STEMS, Population
from twofold.core.actor import Actor, ActorKind, RowScope

TEAM = 5

Ask = Callable[[], object]


def who_sees_some(population: Population) -> dict[str, Actor]:
    """A colleague for each way in which a role shows rows."""
    me, *beside = population.colleagues[:TEAM]
    scopes = {
        "one's own": RowScope(owners=frozenset({me})),
        "one's team": RowScope(owners=frozenset({me, *beside})),
        "one's countries": RowScope(countries=frozenset(COUNTRIES[:2])),
    }
    return {whose: Actor(ActorKind.STAFF, "bench", me, MAY, rows=rows) for whose, rows in scopes.items()}


MAY = frozenset({"directory:person:see", "directory:account:see"})


def of_some_rows(actor: Actor, population: Population, whose: str) -> dict[str, Ask]:
    """Pages with the numbers above them, and the search field, of what the actor sees."""
    from twofold.directory import queries
    from twofold.directory.conditions import parse
    from twofold.directory.queries import Asked

    draw = random.Random(5)

    def listed(subject: str, where: str = "", *, text: str = "", sort: str = "-seen") -> object:
        asked = Asked(where=parse(where), text=text)
        columns = (
            ("name", "email", "job.account", "seen", "owner") if subject == "person" else ("name", "seen", "owner")
        )
        page = queries.rows(actor, subject, asked, columns=columns, sort=sort, counted=True)
        return page, page.about or queries.how_many(actor, subject, asked)

    def family() -> str:
        return f"{draw.choice(STEMS)}{draw.choice(ENDINGS)}".lower()

    return {
        f"people of {whose}, first page": lambda: listed("person"),
        f"people of {whose}, by name": lambda: listed("person", sort="name"),
        f"people of {whose}, a country": lambda: listed("person", f"country = {draw.choice(COUNTRIES)}"),
        f"people of {whose}, a rare value of a custom field": lambda: listed(
            "person", f"custom.score = {draw.randrange(10_000)}"
        ),
        f"people of {whose}, champions": lambda: listed("person", "membership(role = champion)"),
        f"people of {whose}, a family name": lambda: listed("person", text=family()),
        f"accounts of {whose}, first page": lambda: listed("account"),
        f"accounts of {whose}, by size": lambda: listed("account", sort="-employees"),
        f"find in {whose}, the beginning of a name": lambda: queries.find(actor, family()[:4]),
        f"find in {whose}, a mail address": lambda: queries.find(actor, draw.choice(population.emails)),
    }
