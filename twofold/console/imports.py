"""Imports: those there were, a file to begin with, and whether it is read as it should be."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from twofold.console import in_words
from twofold.console.answers import moved
from twofold.console.asking import an_id, whole
from twofold.console.operations import LABELS, TONES, counted
from twofold.console.page import ConsoleRequest, page
from twofold.core import queries as core
from twofold.core.refusals import Refusal
from twofold.directory.importing.encodings import ENCODINGS
from twofold.directory.importing.guessing import SEPARATORS, Said
from twofold.directory.importing.previewing import Preview, preview
from twofold.directory.importing.shapes import Row, Shape, as_text
from twofold.directory.permissions import Permission
from twofold.directory.queries.importing import saved_mappings

SEPARATOR_NAMES = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
QUOTES = (('"', "Double, “"), ("'", "Single, ‘"), ("none", "None"))
STEPS = ("File", "Reading", "Columns", "Check", "Import")
SAID = ("encoding", "separator", "quote", "header", "sheet")
RUN = "directory.import"
HEADERS = 10
CUT = 80


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps of an import; `url` leads back to one that was done."""

    label: str
    url: str
    is_done: bool
    is_here: bool


def file_name(title: str) -> str:
    """What the file of an import is called, from the title of the import."""
    return title.removeprefix("Dry run of ").removeprefix("Import of ")


def steps(here: int, *urls: str) -> list[Step]:
    """The way through an import; those before `here` that have an address can be gone back to."""
    given = (*urls, *[""] * len(STEPS))
    return [Step(label, given[n] if n < here else "", n < here, n == here) for n, label in enumerate(STEPS)]


def imports(request: ConsoleRequest) -> HttpResponse:
    """The imports there were, newest first, the mappings that were kept, and a place to drop the next file."""
    found = core.operations_page(request.actor, kind=RUN, before=an_id(request.GET.get("before", "")))
    context = {
        "imports": [
            (
                each.operation,
                file_name(each.operation.title),
                "Stopping" if each.operation.is_being_cancelled else LABELS[each.operation.state],
                TONES.get(each.operation.state, ""),
                counted(each.operation),
            )
            for each in found.operations
            if each.operation.kind == RUN
        ],
        "older": f"?before={found.older}" if found.older else "",
        "is_first": "before" in request.GET,
        "mappings": saved_mappings(request.actor),
        "limit": settings.UPLOAD_LIMIT,
    }
    return page(request, "imports/imports.html", context)


def import_new(request: ConsoleRequest) -> HttpResponse:
    """Send a file; then see whether it is read right."""
    request.actor.require(Permission.IMPORT)
    context = {
        "steps": steps(0),
        "limit": settings.UPLOAD_LIMIT,
        "limit_words": in_words.size(settings.UPLOAD_LIMIT),
        "refusal": "",
    }
    if request.method != "POST":
        return page(request, "imports/new.html", context)
    refused: Refusal | None = getattr(request, "file_refused", None)
    sent = request.FILES.get("file")
    if sent is None:
        return page(
            request,
            "imports/new.html",
            {**context, "refusal": refused.message if refused else "Choose a file first."},
            status=422,
        )
    try:
        preview(request.actor, sent.file_id)  # type: ignore[attr-defined]  # run.uploads keeps it
    except Refusal as refusal:
        return page(request, "imports/new.html", {**context, "refusal": refusal.message}, status=422)
    return moved(request, reverse("console:import_file", args=[sent.file_id]))  # type: ignore[attr-defined]


def import_file(request: ConsoleRequest, file_id: UUID) -> HttpResponse:
    """How the file is read: the rows as they come out, and everything about it that can be overruled."""
    said, refusal = said_in(request.GET), ""
    try:
        seen = preview(request.actor, file_id, said)
    except Refusal as refused:
        if said == Said():
            raise
        seen, refusal = preview(request.actor, file_id), refused.message
    query = query_of(said)
    context = {
        "steps": steps(1, reverse("console:import_new")),
        "preview": seen,
        "shape": seen.shape,
        "size": in_words.size(seen.size),
        "rows": [_shown(row, seen) for row in seen.head],
        "wrong": seen.wrong,
        "refusal": refusal,
        "encodings": _encodings(seen.shape.encoding),
        "separators": _separators(seen.shape.separator),
        "quotes": QUOTES,
        "quote": seen.shape.quote or "none",
        "headers": [(0, "There is none"), *((n, f"Row {n}") for n in range(1, max(HEADERS, seen.shape.header) + 1))],
        "sheets": [
            (sheet.name, f"{sheet.name} · {sheet.rows:,} rows{' · hidden' if sheet.is_hidden else ''}")
            for sheet in seen.shape.sheets
            if sheet.rows
        ],
        "is_overruled": said != Said(),
        "next_url": f"{reverse('console:import_columns', args=[file_id])}{query}",
        "again_url": reverse("console:import_file", args=[file_id]),
    }
    return page(request, "imports/file.html", context)


def said_in(query: QueryDict) -> Said:
    """What the address says of a file; nonsense is as good as nothing."""
    encoding, separator, quote = (query.get(name, "") for name in ("encoding", "separator", "quote"))
    return Said(
        encoding=encoding if encoding in ENCODINGS else None,
        separator=separator if len(separator) == 1 and separator not in '\r\n"' else None,
        quote="" if quote == "none" else quote if quote in ('"', "'") else None,
        header=min(whole(query.get("header", "")) or 0, 90) if query.get("header", "").isdigit() else None,
        sheet=query.get("sheet") or None,
    )


def query_of_shape(shape: Shape) -> str:
    """A query that says all of how a file was read, so that it is read like this again."""
    if shape.format == "workbook":
        return query_of(Said(header=shape.header, sheet=shape.sheet))
    return query_of(Said(shape.encoding, shape.separator, shape.quote, shape.header))


def query_of(said: Said) -> str:
    """The same as a query, with its question mark; empty when nothing is said."""
    given = {name: getattr(said, name) for name in SAID if getattr(said, name) is not None}
    if given.get("quote") == "":
        given["quote"] = "none"
    return f"?{urlencode(given)}" if given else ""


def _shown(row: Row, seen: Preview) -> dict[str, object]:
    cells = [as_text(cell) for cell in row.cells]
    width = len(seen.shape.columns)
    return {
        "number": row.number,
        "cells": [
            f"{text[:CUT]}…" if len(text) > CUT else text for text in [*cells, *[""] * width][: max(width, len(cells))]
        ][:60],
        "is_header": row.number == seen.shape.header,
        "is_above": row.number < seen.shape.header,
        "problem": "" if row.number <= seen.shape.header else row.problem,
    }


def _encodings(now: str) -> Sequence[tuple[str, str]]:
    return [(key, label) for key, label in (ENCODINGS | {now: ENCODINGS.get(now, now)}).items()]


def _separators(now: str) -> Sequence[tuple[str, str]]:
    known = [(one, SEPARATOR_NAMES[one]) for one in SEPARATORS]
    return known if now in SEPARATORS else [*known, (now, now)]
