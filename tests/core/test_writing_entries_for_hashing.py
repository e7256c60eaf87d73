"""No two different entries are written the same, so none can pass for another under a hash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twofold.core.proof.entries import COLUMNS, START, Head, canonical, digest_of

pytestmark = pytest.mark.no_database

# Few letters, and those that the serialisation itself is made of, so that pieces meet that look like borders.
TRICKY = st.text(alphabet="0123:,-\n\x1fé", max_size=8) | st.text(max_size=20)
PARTS = st.lists(st.none() | TRICKY, max_size=len(COLUMNS))


def _without_surrogates(parts: list[str | None]) -> list[str | None]:
    return [None if part is None else part.encode("utf-8", "ignore").decode() for part in parts]


class TestTheSerialisation:
    @given(PARTS, PARTS)
    def test_tells_any_two_entries_apart(self, one: list[str | None], other: list[str | None]) -> None:
        one, other = _without_surrogates(one), _without_surrogates(other)

        assert (canonical(one) == canonical(other)) == (one == other)

    @given(PARTS)
    def test_can_be_read_back(self, parts: list[str | None]) -> None:
        parts = _without_surrogates(parts)

        assert _read(canonical(parts)) == parts

    def test_knows_nothing_from_empty_and_keeps_borders(self) -> None:
        assert canonical([None]) != canonical([""])
        assert canonical(["ab", "c"]) != canonical(["a", "bc"])
        assert canonical(["hello", None]) == b"5:hello,-,"

    @given(PARTS, st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
    def test_says_another_thing_with_another_salt(self, parts: list[str | None], one: bytes, other: bytes) -> None:
        parts = _without_surrogates(parts)

        assert (digest_of(one, parts) == digest_of(other, parts)) == (one == other)


class TestAHead:
    @given(st.integers(0, 2**63 - 2), st.binary(min_size=32, max_size=32))
    def test_comes_back_from_how_it_is_written(self, number: int, digest: bytes) -> None:
        head = Head(number, digest)

        assert Head.of(str(head)) == head
        assert Head.of(f" {head}\n") == head

    @given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
    def test_follows_from_the_one_before_and_from_the_digest(self, one: bytes, other: bytes) -> None:
        assert (START.then(one) == START.then(other)) == (one == other)
        assert START.then(one).then(other) != START.then(other).then(one) or one == other


def _read(written: bytes) -> list[str | None]:
    """As somebody would who has only the guide."""
    parts: list[str | None] = []
    while written:
        if written.startswith(b"-,"):
            parts.append(None)
            written = written[2:]
            continue
        length, _, rest = written.partition(b":")
        parts.append(rest[: int(length)].decode())
        assert rest[int(length) : int(length) + 1] == b","
        written = rest[int(length) + 1 :]
    return parts
