"""The gallery: every component in every state, mounted in debug only."""

import math
from datetime import UTC, date, timedelta

from django.http import HttpRequest  # noqa: TID251 a page about pages
from django.template.response import TemplateResponse
from django.utils import timezone

from twofold.look.charts import Chart, Series
from twofold.look.shell import NavGroup, NavItem, Shell, Viewer

ICONS = ("house", "users", "building-2", "radio", "search", "tag", "user-plus", "git-merge", "send", "log-in")
GROUNDS = ("bg", "surface", "sunken", "pressed", "line")
COLOURS = (*GROUNDS, "text", "muted", "faint", "accent", "good", "warn", "bad", "violet", "teal")
TONES = ("", "accent", "violet", "good", "warn", "bad")
PEOPLE = (
    ("Ada Brandt", "ada.brandt@helio-pumps.de", "Helio Pumps", "Economic buyer", "accent", 18_240_000),
    ("Mikael Sørensen", "mikael@nordlys.dk", "", "Consumer", "violet", 128_450),
    ("Chiara Ricci", "c.ricci@ricci-figli.it", "Ricci & Figli", "Gatekeeper", "warn", 0),
    ("Lena Vogt", "lena.vogt@helio-pumps.de", "Helio Pumps", "Blocker", "bad", 2_291_000),
)


def gallery(request: HttpRequest) -> TemplateResponse:
    """Every component in every state, with made-up content."""
    context = {
        "shell": _shell(),
        "now": timezone.now(),
        "icons": ICONS,
        "colours": COLOURS,
        "tones": TONES,
        "people": _people(),
        "days": _days(),
        "bars": _days(one=True),
        "spark": _wave(20, 3),
    }
    return TemplateResponse(request, "look/gallery.html", context)


def _shell() -> Shell:
    places = NavGroup(
        (
            NavItem("Home", "#", "house", go="h"),
            NavItem("People", "#", "users", "1,024,318", go="p", current=True),
            NavItem("Accounts", "#", "building-2", "98,402", go="a"),
        )
    )
    understand = NavGroup((NavItem("Insight", "#", "chart-line"), NavItem("Live", "#", "radio", go="l")), "Understand")
    viewer = Viewer("Jana Okoye", "jana@example.com", sign_out_url="#")
    return Shell("#", "", viewer, (places, understand))


def _people() -> list[dict[str, object]]:
    columns = ("name", "email", "account", "role", "tone", "value")
    return [
        {
            **dict(zip(columns, person, strict=True)),
            "id": f"p{index}",
            "seen_at": timezone.now() - timedelta(minutes=11 * (index + 1) ** 3),
            "spark": _wave(14, index),
        }
        for index, person in enumerate(PEOPLE)
    ]


def _days(*, one: bool = False) -> Chart:
    today = timezone.now().astimezone(UTC).date()
    days: list[date] = [today - timedelta(days=back) for back in range(29, -1, -1)]
    consumers = Series("Consumers", [round(900 + 40 * value) for value in _wave(30, 1)])
    members = Series("Members of accounts", [round(400 + 25 * value) for value in _wave(30, 5)])
    return Chart(days, [consumers] if one else [consumers, members])


def _wave(length: int, seed: int) -> list[float]:
    return [6 + 4 * math.sin(seed + at / 1.7) + 3 * math.cos(seed * 2 + at * 1.3) for at in range(length)]
