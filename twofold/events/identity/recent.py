"""What was done lately, so that it need not be done again."""

from collections.abc import Hashable


class Recent:
    """The last so many things, in two generations: when the younger one is full, the older one is forgotten."""

    def __init__(self, size: int) -> None:
        self._size = size // 2
        self._young: set[Hashable] = set()
        self._old: set[Hashable] = set()

    def __contains__(self, thing: Hashable) -> bool:
        return thing in self._young or thing in self._old

    def add(self, thing: Hashable) -> bool:
        """Remember it; whether it is news."""
        if thing in self:
            return False
        if len(self._young) >= self._size:
            self._old, self._young = self._young, set()
        self._young.add(thing)
        return True

    def clear(self) -> None:
        """Forget everything, because what was done may have been undone."""
        self._young, self._old = set(), set()
