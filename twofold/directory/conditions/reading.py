"""Reading a condition. Every refusal says at which character, what was expected there, and what stood there instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from twofold.directory.conditions.tree import (
    DEEPEST,
    EVERYTHING,
    All,
    Any,
    Condition,
    ConditionNotUnderstood,
    Is,
    Not,
    Operator,
    Some,
    require_bounded,
)
from twofold.directory.conditions.writing import WORDS

LONGEST = 50_000
_TOKEN = re.compile(
    r"""\s*(?: (?P<text> "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' )
             | (?P<sign> <= | >= | != | [=<>:(),*] )
             | (?P<word> [^\s()"',:=<>!*]+ ) )""",
    re.VERBOSE | re.DOTALL,
)
_SIGNS = {"=", "!=", "<", "<=", ">", ">=", ":"}
_FIELD = re.compile(r"[a-z][a-z0-9_.]*")


def parse(text: str) -> Condition:
    """The condition that a text says; nothing at all asks for nothing. Refuses with `ConditionNotUnderstood`."""
    if len(text) > LONGEST:
        raise ConditionNotUnderstood(f"It is longer than {LONGEST:,} characters.")
    reader = _Reader(_tokens(text))
    if reader.now.kind == "end":
        return EVERYTHING
    condition = reader.several()
    if reader.now.kind != "end":
        reader.refuse("AND, OR or the end")
    return require_bounded(condition)


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text. `kind` is `text` (in quotation marks), `sign`, `word`, a reserved word, or `end`."""

    kind: str
    said: str
    at: int


def _tokens(text: str) -> list[_Token]:
    found, place = [], 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            at = place + len(text[place:]) - len(text[place:].lstrip())
            missing = " Its other quotation mark is missing." if text[at] in "\"'" else ""
            raise ConditionNotUnderstood(f"{text[at]} makes no sense here.{missing}", at)
        kind, said = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "word" and said.upper() in WORDS:
            kind = said.upper()
        found.append(_Token(kind, _unquoted(said) if kind == "text" else said, match.start(str(match.lastgroup))))
        place = match.end()
    return [*found, _Token("end", "", end)]


def _unquoted(said: str) -> str:
    return re.sub(r"\\(.)", r"\1", said[1:-1], flags=re.DOTALL)


class _Reader:
    """Goes through the tokens, each rule of the grammar a method."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens, self._next, self._depth = tokens, 0, 0

    @property
    def now(self) -> _Token:
        return self._tokens[self._next]

    def several(self) -> Condition:
        """Parts joined by AND, or by OR; which belong together where both are met, parentheses must say."""
        parts, joint = [self._part()], self.now.kind
        while self.now.kind in {"AND", "OR"}:
            if self.now.kind != joint:
                self.refuse("parentheses that say which of AND and OR belong together")
            self._take()
            parts.append(self._part())
        if len(parts) == 1:
            return parts[0]
        return All(tuple(parts)) if joint == "AND" else Any(tuple(parts))

    def _part(self) -> Condition:
        if self.now.kind == "NOT":
            at = self._take().at
            self._descend(at)
            part: Condition = Not(self._part())
            self._depth -= 1
            return part
        if self.now.said == "(" and self.now.kind == "sign":
            return self._inner()
        name = self._take_kind("word", "a field")
        if self.now.said == "(" and self.now.kind == "sign":
            return Some(name.said, self._inner(may_be_empty=True), name.at)
        if not _FIELD.fullmatch(name.said):
            raise ConditionNotUnderstood(f"Expected the name of a field, found “{name.said}”.", name.at)
        return self._comparison(name)

    def _inner(self, *, may_be_empty: bool = False) -> Condition:
        self._descend(self._take().at)
        closed = may_be_empty and self.now.said == ")" and self.now.kind == "sign"
        condition = EVERYTHING if closed else self.several()
        self._take_sign(")", "AND, OR or )")
        self._depth -= 1
        return condition

    def _comparison(self, name: _Token) -> Is:
        token = self.now
        if token.kind == "sign" and token.said in _SIGNS:
            self._take()
            if token.said == ":" and self.now.kind == "sign" and self.now.said == "*":
                self._take()
                return Is(name.said, Operator.PRESENT, at=name.at)
            return Is(name.said, Operator(token.said), (self._value(),), name.at)
        if token.kind == "UNDER":
            self._take()
            return Is(name.said, Operator.UNDER, (self._value(),), name.at)
        if token.kind == "IN":
            self._take()
            return Is(name.said, Operator.ONE_OF, self._values(), name.at)
        if token.kind != "IS":
            self.refuse("=, !=, <, <=, >, >=, :, IN, UNDER or IS EMPTY")
        self._take()
        self._take_kind("EMPTY", "EMPTY")
        return Is(name.said, Operator.EMPTY, at=name.at)

    def _values(self) -> tuple[str, ...]:
        self._take_sign("(", "(")
        values = [self._value()]
        while self.now.kind == "sign" and self.now.said == ",":
            self._take()
            values.append(self._value())
        self._take_sign(")", ", or )")
        return tuple(values)

    def _value(self) -> str:
        if self.now.kind not in {"word", "text"}:
            self.refuse("a value (in quotation marks unless it is one word)")
        return self._take().said

    def _descend(self, at: int) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConditionNotUnderstood(f"Parts stand in each other at most {DEEPEST} deep.", at)

    def _take(self) -> _Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _take_kind(self, kind: str, expected: str) -> _Token:
        if self.now.kind != kind:
            self.refuse(expected)
        return self._take()

    def _take_sign(self, sign: str, expected: str) -> None:
        if self.now.kind != "sign" or self.now.said != sign:
            self.refuse(expected)
        self._take()

    def refuse(self, expected: str) -> NoReturn:
        found = f"“{self.now.said}”" if self.now.kind != "end" else "the end"
        raise ConditionNotUnderstood(f"Expected {expected}, found {found}.", self.now.at)
