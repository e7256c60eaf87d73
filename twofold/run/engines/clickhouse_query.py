"""What a request to ClickHouse's HTTP interface asks for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Parameters of the interface itself; every other one is a setting of the query.
_NOT_SETTINGS = frozenset(
    {
        "query",
        "database",
        "default_format",
        "session_id",
        "session_timeout",
        "session_check",
        "close_session",
        "query_id",
        "user",
        "password",
        "compress",
        "decompress",
        "wait_end_of_query",
        "buffer_size",
        "quota_key",
        "role",
        "client_protocol_version",
        "stacktrace",
        "enable_http_compression",
        "http_zlib_compression_level",
        "send_progress_in_http_headers",
        "http_headers_progress_interval_ms",
        "cancel_http_readonly_queries_on_client_close",
    }
)

# Formats whose blocks can follow one another as they are, without a frame around the whole.
_BLOCK_BY_BLOCK = frozenset({"Native", "TabSeparated", "TSV", "CSV", "RowBinary", "JSONEachRow", "NDJSON", "JSONLines"})

_TOKEN = re.compile(
    rb"""(?P<skip>\s+|--[^\n]*|/\*.*?\*/)
       | '(?:[^'\\]|\\.|'')*' | `(?:[^`\\]|\\.|``)*` | "(?:[^"\\]|\\.|"")*"
       | (?P<word>\w+) | .""",
    re.DOTALL | re.VERBOSE,
)
_FORMAT_AT_END = re.compile(rb"\bFORMAT\s+(\w+)\s*;?\s*(?:SETTINGS\b[^()]*)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Insert:
    """The head of an INSERT that brings its data along: the statement, the format, and where the data begins."""

    statement: str
    format_name: str
    data_at: int


@dataclass(frozen=True)
class Request:
    """The parameters of a request, by what they mean."""

    query: bytes
    database: str
    default_format: str
    session: str | None
    query_id: str | None
    whole: bool
    compressible: bool
    parameters: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> "Request":
        """Read the parameters of the URL (or form) and the headers that stand for parameters."""
        given = dict(pairs)
        return cls(
            query=given.get("query", "").encode(),
            database=given.get("database") or headers.get("X-ClickHouse-Database") or "default",
            default_format=given.get("default_format") or headers.get("X-ClickHouse-Format") or "TabSeparated",
            session=given.get("session_id") or None,
            query_id=given.get("query_id") or None,
            whole=given.get("wait_end_of_query") in {"1", "true"},
            compressible=given.get("enable_http_compression") in {"1", "true"},
            parameters={name[6:]: value for name, value in given.items() if name.startswith("param_")},
            settings={
                name: value
                for name, value in given.items()
                if name not in _NOT_SETTINGS and not name.startswith("param_")
            },
        )


def insert_in(text: bytes) -> Insert | None:
    """The INSERT this text begins with, if its data follows its FORMAT. `INSERT … SELECT` and `VALUES` are queries like any."""
    words: list[bytes] = []
    depth = 0
    format_at: int | None = None
    for token in _TOKEN.finditer(text):
        if token["skip"]:
            continue
        if format_at is not None and token["word"]:
            return Insert(text[:format_at].decode(), token[0].decode(), _after_blank(text, token.end()))
        depth += {b"(": 1, b")": -1}.get(token[0], 0)
        word = token["word"].upper() if token["word"] and not depth else token[0]
        if (not words and word != b"INSERT") or word in {b"SELECT", b"WITH", b"VALUES"}:
            return None
        # A table may be called "format": the keyword comes after INSERT INTO and a name.
        format_at = token.start() if word == b"FORMAT" and len(words) > 2 else None
        words.append(word)
    return None


def format_of(query: bytes, default: str) -> str:
    """The format a query asks for at its end, or the default."""
    found = _FORMAT_AT_END.search(query[-1000:])
    return found[1].decode() if found else default


def comes_in_blocks(query: bytes, format_name: str) -> bool:
    """Whether the result can be sent while it is being made: chDB does that for SELECT alone, and not in every format."""
    first = next((token[0].upper() for token in _TOKEN.finditer(query) if not token["skip"]), b"")
    return format_name in _BLOCK_BY_BLOCK and first in {b"SELECT", b"WITH", b"("}


def _after_blank(text: bytes, position: int) -> int:
    """Where the data begins: after the blanks that follow the format's name, up to and with one line end."""
    while text[position : position + 1] in {b" ", b"\t", b"\f"}:
        position += 1
    for blank in (b"\r", b"\n"):
        position += text[position : position + 1] == blank
    return position
