"""A gateway for text messages for tests: real HTTP on a free port, spoken to as the settings of a company say."""

import json
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

CODE = re.compile(r"\b\d{6}\b")


class Came(NamedTuple):
    """A text as the gateway got it."""

    to: str
    text: str


class TextBox:
    """What came, in order. `answers` with a status; `before_looking` as a mailbox has it."""

    def __init__(self, before_looking: Callable[[], None] = lambda: None) -> None:
        self.status = 200
        self.tokens: list[str] = []
        self._came: list[Came] = []
        self._before_looking = before_looking
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """As `TWOFOLD_SMS_URL`."""
        return f"json://127.0.0.1:{self._server.server_port}/texts?:to={{to}}&+Authorization=Bearer%20secret"

    def stop(self) -> None:
        """Close the door."""
        self._server.shutdown()
        self._server.server_close()

    def forget(self) -> None:
        """Leave what came so far out of account."""
        self._before_looking()
        self._came.clear()

    def texts(self, to: str = "") -> list[Came]:
        """All that came, or what came to this number."""
        self._before_looking()
        return [one for one in self._came if not to or one.to == to]

    def code(self, to: str, *, seconds: float = 0) -> str:
        """The code in the last text to this number; waits for as long as told."""
        deadline = time.monotonic() + seconds
        while not (found := self.texts(to)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert found, f"No text came to {to}; there are {self._came}"
        codes = CODE.findall(found[-1].text)
        assert codes, found[-1]
        return str(codes[0])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if box.status == 200:
                    box._came.append(Came(body["to"], body["message"]))
                box.tokens.append(self.headers.get("Authorization", ""))
                self.send_response(box.status)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        return Handler
