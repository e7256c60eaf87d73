"""What is sent to us: bodies no larger than their address takes, and files straight into Postgres."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from io import BytesIO
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, SkipFile
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from twofold.access import queries as access
from twofold.access.session_store import SessionStore
from twofold.core import files
from twofold.core.actor import Actor
from twofold.core.permissions import Permission
from twofold.core.refusals import Refusal
from twofold.core.unit import unit_of_work
from twofold.run.views import too_large

TAKE_FILES = frozenset({"console:import_new"})
TAKE_SMALL_ONES = frozenset(
    {"portal:invitation_sheet", "portal:photo_edit", "console:site", "console:site_preview", "console:site_trial"}
)
PHOTOS, PHOTO = frozenset({"portal:photo_edit"}), 10_000_000
AROUND = 100_000  # what a form adds to its file
ORDINARY = 5_000_000
LEFT_OUT = frozenset({b"content-length", b"content-type", b"transfer-encoding"})  # of a request without its body
CLOSE = (b"connection", b"close")
TOO_LARGE = "twofold.too_large"  # says of such a request how many bytes it might have had

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
Next = Callable[[HttpRequest], HttpResponse]


class Limited:
    """An application whose requests are cut off at the size their address takes.

    Django lays a body on disk before it knows who sends it. What is large is therefore taken only where files are, and from
    nobody but those who may send them. What is too large goes on without its body, so that whoever sent it gets a page of theirs.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Have 413 answered to what is too large, as soon as that is known."""
        declared = dict(scope["headers"]).get(b"content-length")
        large = declared is None or not declared.isdigit() or int(declared) > ORDINARY
        limit = _limit_of(scope["path"]) if large and scope["method"] == "POST" else ORDINARY
        if large and limit > PHOTO and not await sync_to_async(_may_send)(scope):
            limit = ORDINARY
        if declared and declared.isdigit() and int(declared) > limit + AROUND:
            await self._refuse(scope, send, limit)
            return
        taken = 0

        async def counted() -> MutableMapping[str, Any]:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return message if taken <= limit + AROUND else {"type": "http.disconnect"}

        await self.application(scope, counted, send)
        if taken > limit + AROUND:
            await self._refuse(scope, send, limit)

    async def _refuse(self, scope: dict[str, Any], send: Send, limit: int) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name not in LEFT_OUT]

        async def closing(message: Mapping[str, Any]) -> None:
            is_start = message["type"] == "http.response.start"
            await send({**message, "headers": [*message["headers"], CLOSE]} if is_start else message)

        await self.application(scope | {"headers": headers, TOO_LARGE: limit}, _nothing, closing)


class SayTooLarge:
    """Answers what was cut off, once it is known who sent it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before anything looks for what was in it."""
        limit = getattr(request, "scope", {}).get(TOO_LARGE)
        return self.get_response(request) if limit is None else too_large(request, limit)


class KeptFile(UploadedFile):  # type: ignore[type-arg]  # it is no generic while it runs
    """A file that is kept already; the view wants its id."""

    def __init__(self, file_id: UUID, *, name: str, size: int) -> None:
        super().__init__(name=name, size=size)
        self.file_id = file_id


class IntoMemory(MemoryFileUploadHandler):
    """Django's way to take what is read at once and not kept, from whoever has signed in."""

    activated = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Leave everything else to the next one."""
        match = self.request.resolver_match if self.request else None
        is_taken = match is not None and match.view_name in TAKE_SMALL_ONES and hasattr(self.request, "actor")
        self.activated = self.activated and is_taken
        if self.activated:
            super().new_file(*args, **kwargs)
        else:
            FileUploadHandler.new_file(self, *args, **kwargs)


class IntoPostgres(FileUploadHandler):
    """Django's way to take a file as it comes. What is refused is kept on the request for the view to say."""

    keeping: files.Keeping | None = None
    has_one: bool = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Take it only where files are taken, from somebody who may send them, and one of them."""
        super().new_file(*args, **kwargs)
        match = self.request.resolver_match if self.request else None
        actor: Actor | None = getattr(self.request, "actor", None)
        if self.has_one or match is None or match.view_name not in TAKE_FILES or actor is None:
            raise SkipFile
        if not actor.may(Permission.USE_FILES):
            raise SkipFile
        self.has_one = True
        self.keeping = files.begin(actor, name=self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write it on."""
        del start
        if self.keeping is not None:
            try:
                self.keeping.write(raw_data)
            except Refusal as refusal:
                self._give_up(refusal)
                raise SkipFile from None

    def file_complete(self, file_size: int) -> "KeptFile | None":
        """The file, which the view finds by the id it has here."""
        del file_size
        if self.keeping is None:
            return None
        try:
            kept = self.keeping.finish()
        except Refusal as refusal:
            self._give_up(refusal)
            return None
        self.keeping = None
        return KeptFile(kept.id, name=kept.name, size=kept.size)

    def upload_interrupted(self) -> None:
        """Half a file is no file."""
        if self.keeping is not None:
            self.keeping.give_up()

    def _give_up(self, refusal: Refusal) -> None:
        if self.keeping is not None:
            self.keeping.give_up()
        self.keeping = None
        self.request.file_refused = refusal  # type: ignore[union-attr]  # a handler of a request has one


def _limit_of(path: str) -> int:
    """How much an address takes."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ORDINARY
    if name in PHOTOS:
        return PHOTO
    return settings.UPLOAD_LIMIT if name in TAKE_FILES else ORDINARY


def _may_send(scope: dict[str, Any]) -> bool:
    """Whether the session of the request is of somebody who may send files."""
    request = ASGIRequest(scope, BytesIO())
    try:
        with unit_of_work(Actor.system("door")):
            request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
            user = get_user(request)
            return user.is_authenticated and access.actor_of(user.pk).may(Permission.USE_FILES)
    finally:
        connection.close()


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}
