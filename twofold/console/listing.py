"""A list keeps all of its state in its address: what is asked for, how it is sorted, which page. Links change a part of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.safestring import SafeString

PAGING = ("after", "before")
ARRANGING = ("sort", "view", "columns", "group", "sum")


@dataclass(frozen=True, slots=True)
class Address:
    """A path and its parameters; empty and unknown parameters are dropped."""

    path: str
    params: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, path: str, query: QueryDict, known: Collection[str]) -> "Address":
        """From the query of a request, or one that was kept (a saved view, the list a record was opened from)."""
        params = {key: tuple(one for one in query.getlist(key) if one and "\0" not in one) for key in (*known, *PAGING)}
        return cls(path, {key: values for key, values in params.items() if values})

    def one(self, key: str, default: str = "") -> str:
        """The value of a parameter; the last one wins."""
        return self.params.get(key, (default,))[-1]

    def every(self, key: str) -> tuple[str, ...]:
        """All values of a parameter."""
        return self.params.get(key, ())

    def to(self, **changes: str | Sequence[str] | None) -> str:
        """The address with some parameters changed (None drops one); any change begins at the first page again."""
        params = {key: values for key, values in self.params.items() if key not in PAGING}
        for key, value in changes.items():
            params[key] = (value,) if isinstance(value, str) else tuple(value or ())
        query = urlencode([(key, value) for key, values in params.items() for value in values if value])
        return f"{self.path}?{query}" if query else self.path

    def beside(self, key: str, place: str | None) -> str:
        """The page `after` or `before` a place; nothing if there is none."""
        return self.to(**{key: place}) if place else ""

    @property
    def here(self) -> str:
        """The address as it is, with its page."""
        return self.to(**{key: self.one(key) for key in PAGING})

    @property
    def query(self) -> str:
        """The parameters, to be handed on to a record or kept in a view; the page is not one of them."""
        return self.to().partition("?")[2]

    @property
    def is_asking(self) -> bool:
        """Whether anything is asked for that may leave somebody out."""
        return bool(self.params.keys() - {*ARRANGING, *PAGING})

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The parameters a search form must carry along."""
        return [(key, value) for key, values in self.params.items() if key not in (*PAGING, "q") for value in values]


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column; with `url` it sorts. `sorted` is what `aria-sort` says."""

    key: str
    label: str
    url: str = ""
    sorted: str = ""
    is_number: bool = False


def heading(
    address: Address, key: str, label: str, *, now: str, falling: bool = False, number: bool = False
) -> Heading:
    """A column that sorts; `now` is the present order. Pressing it again turns the order round."""
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    first, other = (f"-{key}", key) if falling else (key, f"-{key}")
    return Heading(key, label, address.to(sort=other if now == first else first), direction, number)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a filter; its address asks for it."""

    label: str
    url: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A chip above the list. `value` says what is asked for; without one it only offers."""

    key: str
    label: str
    value: str
    choices: Sequence[Choice]
    clear: str


def choice_filter(
    address: Address, key: str, label: str, options: Sequence[tuple[str, str]], *, several: bool = False
) -> Filter:
    """A filter by one of the options, or by several of them at once."""
    chosen = address.every(key) if several else address.every(key)[-1:]
    words = [text for value, text in options if value in chosen] or list(chosen)
    said = words[0] if len(words) == 1 else f"any of {len(words)}"
    return Filter(
        key,
        label,
        said if chosen else "",
        [
            Choice(text, _toggle(address, key, value, chosen, several=several), value in chosen)
            for value, text in options
        ],
        address.to(**{key: None}),
    )


def _toggle(address: Address, key: str, value: str, chosen: Sequence[str], *, several: bool) -> str:
    if value in chosen:
        return address.to(**{key: [one for one in chosen if one != value]})
    return address.to(**{key: [*chosen, value] if several else value})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the condition that was built, in words, and the address without it."""

    words: SafeString
    clear: str
