"""The addresses that people may open as they are: those without an id in them."""

from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import BrowserContext

NEVER_END = frozenset({"/live/stream"})


def pages_open_to(window: BrowserContext) -> set[str]:
    """Where whoever is signed in gets a whole page: no redirect, no file, no part of a page, nothing that wants a POST."""
    return {path for path in _without_an_id(get_resolver().url_patterns) if _is_page(window, path)}


def _without_an_id(patterns: Sequence[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _without_an_id(each.url_patterns, path)
        elif "<" not in path and path not in NEVER_END:
            yield path


def _is_page(window: BrowserContext, path: str) -> bool:
    answer = window.request.get(path, max_redirects=0)
    is_html = answer.ok and answer.headers.get("content-type", "").startswith("text/html")
    return is_html and answer.text().lstrip().lower().startswith("<!doctype html>")
