"""ClickHouse's HTTP interface on loopback, as much of it as `clickhouse-connect` and curl use, over chDB."""

import hmac
import json
import socket
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from twofold.run.engines.clickhouse import ClickHouse, ClickHouseError, Connection
from twofold.run.engines.clickhouse_body import BrokenBody, compressed, form_fields, pieces
from twofold.run.engines.clickhouse_query import Request, comes_in_blocks, format_of, insert_in

USER = "twofold"
_HEAD = 1 << 18  # As far as ClickHouse itself looks for the head of an INSERT.
_WORTH_COMPRESSING = 1 << 14
_STATUS = {
    **dict.fromkeys(
        (6, 27, 33, 36, 38, 39, 41, 42, 43, 44, 46, 47, 50, 53, 62, 70, 72, 115, 130, 158, 349, 386, 456, 457), 400
    ),
    **dict.fromkeys((60, 81), 404),
    **dict.fromkeys((164, 192, 193, 194, 497, 516), 403),
    202: 503,
    373: 409,
}
_AUTHENTICATION_FAILED = 516


class ClickHouseServer(ThreadingHTTPServer):
    """Serves the engine of a data directory to whoever knows its password."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, engine: ClickHouse, *, port: int, password: str) -> None:
        self.engine = engine
        self.credentials = f"{USER}:{password}".encode()
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the network what this machine is called, which may take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no error of ours; anything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """One connection of one client."""

    server: ClickHouseServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def do_GET(self) -> None:
        """Answer a ping, or run a query that only reads."""
        if urlsplit(self.path).path == "/ping" or self.path == "/":
            self._answer(200, b"Ok.\n", {"Content-Type": "text/html; charset=UTF-8"})
        else:
            self._serve()

    def do_POST(self) -> None:
        """Run a query, or an insert with its data."""
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name is the base class's
        """Say nothing of single requests."""

    def _serve(self) -> None:
        self._streaming = False
        try:
            self._check_password()
            body = self._body()
            request, body = self._request(body)
            self._run(request, body)
            for _ in body:
                """Whatever the query did not need has to be read, or it would be taken for the next request."""
        except ClickHouseError as error:
            self._refuse(error)
        except (BrokenBody, ValueError) as error:
            self._refuse(ClickHouseError.of(36, "BAD_ARGUMENTS", f"{error}."))

    def _check_password(self) -> None:
        scheme, _, encoded = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            given = b64decode(encoded)
        else:
            query = dict(parse_qsl(urlsplit(self.path).query))
            user = self.headers.get("X-ClickHouse-User") or query.get("user", "")
            given = f"{user}:{self.headers.get('X-ClickHouse-Key') or query.get('password', '')}".encode()
        if not hmac.compare_digest(given, self.server.credentials):
            user = given.split(b":")[0].decode(errors="replace")
            raise ClickHouseError.of(
                _AUTHENTICATION_FAILED,
                "AUTHENTICATION_FAILED",
                f"{user}: Authentication failed: password is incorrect, or there is no user with such name.",
            )

    def _body(self) -> Iterator[bytes]:
        chunked = "chunked" in self.headers.get("Transfer-Encoding", "").lower()
        length = None if chunked else int(self.headers.get("Content-Length", 0))
        return pieces(self.rfile, length=length, encoding=self.headers.get("Content-Encoding", ""))

    def _request(self, body: Iterator[bytes]) -> tuple[Request, Iterator[bytes]]:
        pairs = parse_qsl(urlsplit(self.path).query, keep_blank_values=True, errors="strict", max_num_fields=10_000)
        content_type = self.headers.get("Content-Type", "")
        if content_type.startswith("multipart/form-data"):
            pairs += form_fields(content_type, b"".join(body))
            body = iter(())
        return Request.of(pairs, dict(self.headers.items())), body

    def _run(self, request: Request, body: Iterator[bytes]) -> None:
        head = b""
        for piece in body if not request.query.strip() else ():
            head += piece
            if len(head) >= _HEAD:
                break
        query = request.query or head
        insert = insert_in(query)
        with self.server.engine.connection(request.session) as connection:
            connection.prepare(request.database, request.settings)
            if insert is not None and self.command == "POST":
                data = chain([query[insert.data_at :]], body)
                result = connection.insert(insert.statement, insert.format_name, (piece for piece in data if piece))
                self._answer(200, b"", self._headers(request, result))
                return
            rest = b"".join(body)
            query = b"\n".join(part for part in (query, rest) if part) if request.query else query + rest
            self._query(connection, request, query)

    def _query(self, connection: Connection, request: Request, query: bytes) -> None:
        reads = connection.only_reads(query)
        if not reads and self.command == "GET":
            raise ClickHouseError.of(
                164, "READONLY", "Cannot execute query in readonly mode: GET only reads, use POST."
            )
        # What a query sets or makes on its connection ends with its session; the pool's have none.
        connection.retired |= not reads and request.session is None
        format_name = format_of(query, request.default_format)
        headers = {"X-ClickHouse-Format": format_name}
        if reads and not request.whole and comes_in_blocks(query, format_name):
            self._stream(connection.stream(query, format_name, request.parameters), self._headers(request) | headers)
            return
        result = connection.run(query, format_name, request.parameters)
        self._answer(200, result.get_memview().view(), self._headers(request, result) | headers, request=request)

    def _headers(self, request: Request, result: Any = None) -> dict[str, str]:
        headers = {
            "X-ClickHouse-Query-Id": request.query_id or str(uuid4()),
            "X-ClickHouse-Server-Display-Name": "twofold",
            "X-ClickHouse-Timezone": "UTC",
            "Content-Type": "text/plain; charset=UTF-8",
        }
        if result is not None:
            headers["X-ClickHouse-Summary"] = json.dumps(_summary(result))
        return headers

    def _answer(
        self, status: int, body: bytes | memoryview, headers: dict[str, str], *, request: Request | None = None
    ) -> None:
        """Send a whole body, compressed if that was asked for and is worth it."""
        if request is not None and request.compressible and len(body) >= _WORTH_COMPRESSING:
            packed = compressed(self.headers.get("Accept-Encoding", ""), body)
            if packed is not None:
                headers["Content-Encoding"], body = packed
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _stream(self, blocks: Iterator[memoryview], headers: dict[str, str]) -> None:
        """Send a body block by block, from the first on, so that an error before it is still an answer of its own."""
        with closing(blocks):  # type: ignore[type-var]
            first = next(blocks, memoryview(b""))
            self._streaming = True
            self.send_response_only(200)
            for name, value in {**headers, "Transfer-Encoding": "chunked"}.items():
                self.send_header(name, value)
            self.end_headers()
            for block in chain([first], blocks):
                if len(block):
                    self.wfile.write(b"%x\r\n" % len(block))
                    self.wfile.write(block)
                    self.wfile.write(b"\r\n")
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _refuse(self, error: ClickHouseError) -> None:
        """Say what went wrong. The connection ends with it: the body may not have been read to its end."""
        self.close_connection = True
        text = error.message.encode(errors="replace") + b"\n"
        if self._streaming:
            self.wfile.write(b"%x\r\n" % len(text) + text + b"\r\n")
            self.wfile.flush()
            return
        headers = {
            "X-ClickHouse-Exception-Code": str(error.code),
            "Content-Type": "text/plain; charset=UTF-8",
            "Connection": "close",
        }
        self._answer(_STATUS.get(error.code, 500), text, headers)


def _summary(result: Any) -> dict[str, str]:
    written = str(result.rows_written())
    return {
        "read_rows": str(result.rows_read()) if hasattr(result, "rows_read") else written,
        "read_bytes": str(result.bytes_read()) if hasattr(result, "bytes_read") else "0",
        "written_rows": written,
        "written_bytes": str(result.bytes_written()),
        "total_rows_to_read": "0",
        "result_rows": str(result.rows_read()) if hasattr(result, "rows_read") else written,
        "result_bytes": str(result.size()) if hasattr(result, "size") else "0",
        "elapsed_ns": str(int(result.elapsed() * 1e9)),
    }
