"""Bodies of HTTP messages as ClickHouse's clients send and want them: in chunks, compressed, as forms."""

import zlib
from collections.abc import Callable, Iterator
from email.parser import BytesParser
from email.policy import HTTP
from io import BufferedIOBase
from typing import Protocol

import lz4.frame
from backports import zstd

_PIECE = 1 << 18
_GZIP = 31


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes | None: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class BrokenBody(Exception):
    """The body ended before its time, or is not what its headers say."""


_DECOMPRESSORS: dict[str, Callable[[], _Decompressor]] = {
    "gzip": lambda: zlib.decompressobj(_GZIP),
    "deflate": zlib.decompressobj,
    "lz4": lz4.frame.LZ4FrameDecompressor,
    "zstd": zstd.ZstdDecompressor,
}


def pieces(stream: BufferedIOBase, *, length: int | None, encoding: str) -> Iterator[bytes]:
    """The body piece by piece, decompressed. Without a length it comes in chunks."""
    raw = _in_chunks(stream) if length is None else _of_length(stream, length)
    if encoding in {"", "identity"}:
        return raw
    if encoding not in _DECOMPRESSORS:
        raise BrokenBody(f"Unknown Content-Encoding {encoding!r}")
    return _decompressed(raw, _DECOMPRESSORS[encoding])


def _of_length(stream: BufferedIOBase, length: int) -> Iterator[bytes]:
    while length:
        piece = stream.read(min(length, _PIECE))
        if not piece:
            raise BrokenBody("The body ended early")
        length -= len(piece)
        yield piece


def _in_chunks(stream: BufferedIOBase) -> Iterator[bytes]:
    while True:
        try:
            length = int(stream.readline(64).split(b";")[0], 16)
        except ValueError:
            raise BrokenBody("A chunk without its length") from None
        if not length:
            break
        yield from _of_length(stream, length)
        stream.readline(3)
    while stream.readline(1024).strip():
        pass


def _decompressed(raw: Iterator[bytes], new: Callable[[], _Decompressor]) -> Iterator[bytes]:
    """Decompressed, frame after frame: clients compress each block by itself and send them one after another."""
    decompressor = None
    try:
        for piece in raw:
            rest = piece
            while rest:
                decompressor = decompressor or new()
                yield decompressor.decompress(rest)
                rest = b""
                if decompressor.eof:
                    rest = decompressor.unused_data or b""
                    decompressor = None
    except (zlib.error, RuntimeError, zstd.ZstdError, EOFError) as error:
        raise BrokenBody(f"The body cannot be decompressed: {error}") from None
    if decompressor is not None:
        raise BrokenBody("The compressed body ended early")


def compressed(accepted: str, data: memoryview | bytes) -> tuple[str, bytes] | None:
    """The data compressed in the first way of these that we know, and its name."""
    for name in (part.split(";")[0].strip() for part in accepted.split(",")):
        if name == "lz4":
            return name, lz4.frame.compress(data)
        if name == "zstd":
            return name, zstd.compress(data, 1)
        if name in {"gzip", "deflate"}:
            packer = zlib.compressobj(1, wbits=_GZIP if name == "gzip" else 15)
            return name, packer.compress(data) + packer.flush()
    return None


def form_fields(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The fields of a multipart form. Files, which would be external tables, are refused."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields = []
    for part in message.iter_parts():
        if part.get_filename() is not None:
            raise BrokenBody("External tables are not supported by the embedded ClickHouse")
        payload = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        fields.append((str(name), payload.decode() if isinstance(payload, bytes) else ""))
    return fields
