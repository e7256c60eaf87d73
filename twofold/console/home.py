"""Home: what came in today, who is active, what happens most, who is new, and how Twofold itself fares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from twofold.console import health
from twofold.console.page import ConsoleRequest, page
from twofold.console.sources import chosen_snippet
from twofold.core.actor import Actor
from twofold.core.permissions import Permission as Core
from twofold.directory import queries as directory
from twofold.directory.conditions import Is, Operator
from twofold.directory.queries import Asked
from twofold.events import queries as events
from twofold.events.errors import TapeSilent
from twofold.events.permissions import Permission as Events
from twofold.insight import queries as insight
from twofold.look import wording
from twofold.look.charts import Chart, Series

DAYS, WEEK, SPARK_DAYS, NEWEST = 30, 7, 14, 6
ORDERS = "Order Completed"
CUSTOMERS = ("contact", "consumer")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of today, how it changed, and the whole days before it."""

    label: str
    value: int
    trend: str
    tone: str
    spark: Sequence[int]

    @classmethod
    def of(cls, label: str, now: int, before: int, spark: Sequence[int]) -> "Figure":
        """Compared with yesterday until the same time of day. Days of nothing at all draw no line."""
        spark = spark if any(spark) else ()
        if not before:
            return cls(label, now, "", "", spark)
        return cls(
            label, now, wording.trend(now, before), "good" if now > before else "bad" if now < before else "", spark
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """One of the most frequent events; `share` is its part of the most frequent one, in per cent."""

    name: str
    count: int
    share: int
    trend: str
    tone: str


def home(request: ConsoleRequest) -> HttpResponse:
    """The day at a glance; on an empty installation, how to fill it."""
    actor = request.actor
    try:
        tape, lines = _tape(actor), _health(actor, health.tape(events.tape_health(actor)))
    except TapeSilent as silent:
        tape, lines = None, _health(actor, health.HealthLine("bad", "Tape", silent.message))
    if tape and not tape.active_ever and _has_no_customers(actor):
        return _welcome(request, lines)
    people = directory.growth_of_people(actor, days=SPARK_DAYS)
    accounts = directory.growth_of_accounts(actor, days=SPARK_DAYS)
    figures = [
        Figure.of("New people today", people.today, people.yesterday_until_now, people.by_day[:-1]),
        Figure.of("New accounts today", accounts.today, accounts.yesterday_until_now, accounts.by_day[:-1]),
    ]
    context = {
        "health": lines,
        "tape": tape,
        "figures": [*(tape.figures if tape else ()), *figures],
        "people": _newest(actor, "person", "name", "email", "created", "job.account"),
        "accounts": _newest(actor, "account", "name", "created", "kind"),
    }
    return page(request, "running/home.html", context)


@dataclass(frozen=True, slots=True)
class Tape:
    """What the tape has to say on the day."""

    figures: list[Figure]
    chart: Chart
    title: str
    active_ever: bool
    bars: list[Bar]


def _health(actor: Actor, of_the_tape: health.HealthLine) -> list[health.HealthLine]:
    """How Twofold fares, for those who look after that."""
    sees = {Core.SEE_HEALTH, Core.SEE_JOBS, Core.SEE_LEDGER} <= actor.permissions
    return [of_the_tape, *(health.engines_and_queues(actor) if sees else ())]


def _tape(actor: Actor) -> Tape:
    events.tape_health(actor)
    active = insight.people_active(actor, days=DAYS)
    counts = [day.count for day in active]
    figures = [_of_events(actor, "Events today")]
    orders = _of_events(actor, "Orders today", name=ORDERS)
    if orders.value or any(orders.spark):
        figures.append(orders)
    return Tape(
        figures=figures,
        chart=Chart([day.day for day in active], [Series("Active people", counts)]),
        title=_title(counts),
        active_ever=any(counts),
        bars=_bars(insight.top_events(actor, days=WEEK)),
    )


def _of_events(actor: Actor, label: str, *, name: str = "") -> Figure:
    today = insight.events_today(actor, name=name)
    days = insight.events_by_day(actor, days=SPARK_DAYS, name=name)[:-1]
    return Figure.of(label, today.count, today.before, [day.count for day in days])


def _title(counts: Sequence[int]) -> str:
    """What the chart shows: the last whole week beside the one before; today is not over yet."""
    week, before = sum(counts[-WEEK - 1 : -1]), sum(counts[-2 * WEEK - 1 : -WEEK - 1])
    if not before:
        return "Active people"
    change = wording.trend(week, before)
    if change == "no change":
        return "As many people are active as the week before"
    return f"{'More' if week > before else 'Fewer'} people are active: {change} in a week"


def _bars(top: Sequence[insight.TopEvent]) -> list[Bar]:
    most = max((event.count for event in top), default=1)
    return [
        Bar(
            event.name,
            event.count,
            max(1, round(event.count / most * 100)),
            wording.trend(event.count, event.before),
            "good" if event.before and event.count > event.before else "bad" if event.count < event.before else "",
        )
        for event in top
    ]


def _has_no_customers(actor: Actor) -> bool:
    contacts_and_consumers = Asked(where=Is("kind", Operator.ONE_OF, CUSTOMERS))
    people = directory.rows(actor, "person", contacts_and_consumers, columns=(), limit=1).rows
    return not people and not directory.rows(actor, "account", columns=(), limit=1).rows


def _newest(actor: Actor, subject: str, *columns: str) -> list[dict[str, Any]]:
    """The newest few, each with its columns by the last part of their keys."""
    found = directory.rows(actor, subject, columns=columns, sort="-created", limit=NEWEST).rows
    return [{"id": row.id, **{key.rpartition(".")[2]: value for key, value in row.values.items()}} for row in found]


def _welcome(request: ConsoleRequest, lines: list[health.HealthLine]) -> HttpResponse:
    known = events.sources(request.actor) if request.actor.may(Events.SEE_SOURCES) else []
    source = next((source for source in known if not source.revoked_at), None)
    context: dict[str, Any] = {"health": lines, "source": source, "activity": None}
    if source:
        context["way"], context["tabs"] = chosen_snippet(source.write_key, request.GET.get("sdk", ""))
    return page(request, "running/welcome.html", context)
