"""Every component draws itself, and nothing it is given becomes markup."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django_cotton import render_component

import twofold.look
from twofold.look.charts import Chart, Series
from twofold.look.views import gallery

pytestmark = pytest.mark.no_database

TEMPLATES = Path(twofold.look.__file__).parent / "templates"
COMPONENTS = sorted(path.stem.replace("_", "-") for path in (TEMPLATES / "cotton").glob("*.html"))
HOSTILE = (
    '"\'><script>alert(1)</script><b onmouseover=alert(1) x="',
    '"a" onmouseover="alert(1)" "b"',
    "{% load x %}{{ request }}</script><img src=x onerror=alert(1)>",
)


class Reader(HTMLParser):
    """Collects what a browser would run: scripts, and attributes that are handlers or were made up."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and dict(attrs).get("type") != "application/json":
            self.runs.append(tag)
        self.runs += [name for name, _ in attrs if name.startswith("on") or name == "x"]


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/")


def given(component: str, text: str) -> dict[str, object]:
    """Everything the component knows, and an attribute it passes on, all with this text."""
    source = (TEMPLATES / "cotton" / f"{component.replace('-', '_')}.html").read_text()
    declared = re.search(r"<c-vars (.*?)/?>", source, re.DOTALL)
    names = re.findall(r":?([a-z]+)(?:=|\s)", re.sub(r'"[^"]*"', '""', declared[1])) if declared else []
    objects = {
        "at": datetime(2026, 11, 20, tzinfo=UTC),
        "bound": None,
        "data": Chart([date(2026, 11, 20)], [Series(text, [1])], label=text),
        "level": "3",
        "lines": "2",
        "options": [(text, text)],
        "spark": [1, 2, 3],
    }
    return {"data-passed": text, **{name: objects.get(name, text) for name in names}}


class TestAComponent:
    @pytest.mark.parametrize("component", COMPONENTS)
    @pytest.mark.parametrize("text", HOSTILE)
    def test_lets_nothing_become_markup(self, component: str, text: str, request_: HttpRequest) -> None:
        html = render_component(request_, component, given(component, text))

        assert Reader(html).runs == []

    @pytest.mark.parametrize("component", COMPONENTS)
    def test_stands_in_the_gallery(self, component: str) -> None:
        drawn = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))

        assert f"<c-{component} " in drawn or f"<c-{component}>" in drawn

    def test_passes_attributes_on_as_they_are_meant(self) -> None:
        template = Template("{% load look %}{% attributes given %}")
        html = template.render(
            Context({"given": {"hx-get": "/a?b=1&c=2", "hidden": True, "disabled": False, "title": None}})
        )

        assert html == ' hx-get="/a?b=1&amp;c=2" hidden'


class TestTheGallery:
    def test_shows_everything_without_a_script_of_its_own(self, request_: HttpRequest) -> None:
        page = gallery(request_).render()
        scripts = re.findall(rb"<script([^>]*)>", page.content)

        assert page.status_code == 200
        assert [script for script in scripts if b"src=" not in script and b"application/json" not in script] == []
        assert b"<c-" not in page.content


class TestAChosenTheme:
    @pytest.mark.parametrize(("cookie", "marked"), [("dark", True), ("light", True), ('x" onload="', False)])
    def test_is_on_the_page_before_any_script(self, cookie: str, marked: bool, request_: HttpRequest) -> None:
        request_.COOKIES["theme"] = cookie

        html = gallery(request_).render().content.decode()

        assert (f'data-theme="{cookie}"' in html) is marked
