"""Blocks in ClickHouse's Native format, column by column.

This is several times faster than handing Python objects to the driver, because ids and times travel as plain integers.
"""

from array import array
from collections.abc import Iterable, Sequence

_MASK = (1 << 64) - 1
_TIME = "DateTime64(3, 'UTC')"


def _varint(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


_SHORT = [_varint(length) for length in range(4_096)]


def uuids(values: Iterable[int]) -> tuple[str, bytes]:
    """A column of UUIDs, given as 128-bit integers."""
    halves = array("Q")
    for value in values:
        halves.append(value >> 64)
        halves.append(value & _MASK)
    return "UUID", halves.tobytes()


def times(values: Iterable[int]) -> tuple[str, bytes]:
    """A column of moments, given as milliseconds since 1970."""
    return _TIME, array("q", values).tobytes()


def numbers(values: Iterable[int]) -> tuple[str, bytes]:
    """A column of UInt64."""
    return "UInt64", array("Q", values).tobytes()


def texts(values: Iterable[bytes]) -> tuple[str, bytes]:
    """A column of strings, given as UTF-8."""
    return "String", b"".join(
        [(_SHORT[len(value)] if len(value) < 4_096 else _varint(len(value))) + value for value in values]
    )


def block(rows: int, columns: Sequence[tuple[str, tuple[str, bytes]]]) -> bytes:
    """One block: names, types and values of all columns."""
    parts = [_varint(len(columns)), _varint(rows)]
    for name, (kind, values) in columns:
        parts += [_varint(len(name)), name.encode(), _varint(len(kind)), kind.encode(), values]
    return b"".join(parts)
