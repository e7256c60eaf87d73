"""What happened, said as a sentence with an icon: events as customers caused them, facts as Twofold recorded them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from twofold.console.asking import an_id
from twofold.console.days import day
from twofold.console.fact_words import FACTS
from twofold.core.money import Money, UnknownCurrency
from twofold.look import wording

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Plain words around the one that carries the meaning."""

    icon: str
    before: str = ""
    strong: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.before} {self.strong}{self.after}".strip()


# ------------------------------------------------------------------------------------------------------- events


def of_event(kind: str, name: str, properties: Data) -> Sentence:
    """An event of the tape: its type, its name and what came with it."""
    match kind:
        case "page":
            return Sentence(
                "mouse-pointer-click", "Viewed", _first(properties, "title", "path", "url") or name or "a page"
            )
        case "screen":
            return Sentence("smartphone", "Opened", name or "a screen")
        case "identify":
            return Sentence("user-check", "Said who they are")
        case "group":
            return Sentence("building-2", "Came with an account")
        case "alias":
            return Sentence("git-merge", "Got another id")
    known = _EVENTS.get(name.lower())
    return known(properties) if known else Sentence("activity", "", name, _rest(properties))


def _ordered(properties: Data) -> Sentence:
    products = properties.get("products")
    count = properties.get("quantity") or (len(products) if isinstance(products, list) else 0)
    what = "1 item" if count == 1 else f"{count} items" if count else "something"
    amount = _amount(properties, "total", "revenue", "value")
    return Sentence("package", "Ordered", what, f", {amount}" if amount else "")


def _product(icon: str, before: str) -> Callable[[Data], Sentence]:
    return lambda properties: Sentence(
        icon, before, _first(properties, "name", "product", "sku", "product_id") or "a product"
    )


def _plain(icon: str, before: str, *keys: str) -> Callable[[Data], Sentence]:
    return lambda properties: Sentence(icon, before, _first(properties, *keys))


_EVENTS: dict[str, Callable[[Data], Sentence]] = {
    "order completed": _ordered,
    "order refunded": _plain("undo-2", "Got an order refunded", "order_id"),
    "order cancelled": _plain("x", "Cancelled an order", "order_id"),
    "product viewed": _product("eye", "Looked at"),
    "product added": _product("shopping-cart", "Put into the basket"),
    "product removed": _product("shopping-cart", "Took out of the basket"),
    "cart viewed": _plain("shopping-cart", "Looked into the basket"),
    "checkout started": _plain("shopping-cart", "Went to the checkout"),
    "products searched": _plain("search", "Searched for", "query"),
    "signed up": _plain("user-plus", "Signed up", "method"),
    "signed in": _plain("log-in", "Signed in", "method"),
    "signed out": _plain("log-out", "Signed out"),
    "email opened": _plain("mail-open", "Opened", "subject", "campaign"),
    "email link clicked": _plain("mail-open", "Clicked a link in", "subject", "campaign"),
}


def _first(properties: Data, *keys: str) -> str:
    """The first of these that says something."""
    for key in keys:
        value = properties.get(key)
        if isinstance(value, str | int | float) and str(value).strip():
            return str(value).strip()[:120]
    return ""


def _amount(properties: Data, *keys: str) -> str:
    text, currency = _first(properties, *keys), str(properties.get("currency", ""))
    try:
        amount = Decimal(text)
        if not amount.is_finite():
            return ""
        return wording.money(Money.of(amount, currency).minor, currency) if currency else wording.number(float(amount))
    except (ArithmeticError, UnknownCurrency, ValueError):
        return ""


def _rest(properties: Data) -> str:
    """Up to three plain properties of an event nobody has written a sentence for."""
    plain = [(key, value) for key, value in properties.items() if isinstance(value, str | int | float) and value != ""]
    said = [f"{key.replace('_', ' ')} {str(value)[:60]}" for key, value in plain[:3]]
    return f" · {', '.join(said)}" if said else ""


# -------------------------------------------------------------------------------------------------------- facts


def of_fact(name: str, body: Data) -> Sentence:
    """A fact of the ledger, by its name and its body. One nobody has written a sentence for is its name, in words."""
    known = FACTS.get(name)
    if known is None:
        _, noun, past = (*name.split("."), "", "")[:3]
        return Sentence("activity", "", f"{noun} {past}".replace("_", " ").strip().capitalize())
    icon, before, strong, after = known
    if strong == "{fields}":
        return Sentence(icon, before, *_changed(body.get("changes", ())))
    return Sentence(icon, _filled(before, body), _filled(strong, body), _filled(after, body))


def facts_that_say(text: str) -> tuple[str, ...]:
    """The names of the facts in whose name or sentence every word of the text is; none where the text is itself how a name begins."""
    words = text.lower().split()
    if not words or any(name.startswith(text.lower()) for name in FACTS):
        return ()
    return tuple(name for name, said in FACTS.items() if all(word in _searched(name, said) for word in words))


def _searched(name: str, said: Sequence[str]) -> str:
    return " ".join((name, name.replace("_", " ").replace(".", " "), *said[1:])).lower()


def _changed(changes: Sequence[Data]) -> tuple[str, str]:
    """Which fields; and of a single one what it was and became, where that can be read."""
    fields = ", ".join(str(change["field"]).replace("_", " ") for change in changes)
    if len(changes) != 1:
        return fields, ""
    old, new = (_readable(changes[0][which]) for which in ("old", "new"))
    return fields, (f" from {old}" if old else "") + (f" to {new}" if new else "")


def _readable(value: object) -> str:
    """A plain value; neither a yes or no nor an id says anything to a person."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return "" if an_id(str(value)) else str(value)[:60]


def _filled(pattern: str, body: Data) -> str:
    values = {key: _in_words(key, value) for key, value in body.items()}
    try:
        return pattern.format_map(values)
    except KeyError:
        return ""


def _in_words(key: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one).replace("_", " ") for one in value)
    if key == "where":
        return _PLACES.get(str(value), str(value or ""))
    if key == "times":
        return "" if value == 1 else f", {value} times"
    if key == "until" or key.endswith(("_on", "_at")):
        return _day(str(value)) if value else ""
    text = "" if value is None else str(value)
    return text.replace("_", " ") if key in _CODES else text


def _day(moment: str) -> str:
    try:
        return day(datetime.fromisoformat(moment).date())
    except ValueError:
        return moment


_PLACES = {"console": "in the console", "api": "over the API"}
_CODES = {"purpose", "channel", "standing", "reason", "kind", "outcome", "key"}
