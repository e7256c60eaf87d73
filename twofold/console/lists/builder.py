"""A condition as a form: lines and groups that are named after their place, so that the form needs no scripts to grow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from twofold.directory.conditions import EVERYTHING, All, Any, Condition, Is, Not, Operator, Some, every, one_of
from twofold.directory.conditions.tree import LONE
from twofold.directory.queries import Kind, ListField

ROOT = "n"
ALL, ANY = "all", "any"
LINE, GROUP, SCOPE = "line", "group", "scope"
NO_VALUE = "Give a value."


@dataclass(frozen=True, slots=True)
class Line:
    """A field, a comparison and its values."""

    field: str
    operator: str = ""
    values: tuple[str, ...] = ()
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that all hold, or any of them."""

    joint: str = ALL
    parts: tuple["Node", ...] = ()
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds of one and the same membership."""

    relation: str
    group: Group = field(default_factory=Group)
    is_negated: bool = False


Node = Line | Group | Scope


def taken_apart(condition: Condition) -> Group:
    """A condition as what the form shows."""
    node = _node(condition)
    return node if isinstance(node, Group) and not node.is_negated else Group(ALL, (node,))


def _node(condition: Condition) -> Node:
    match condition:
        case All(parts):
            return Group(ALL, tuple(map(_node, parts)))
        case Any(parts):
            return Group(ANY, tuple(map(_node, parts)))
        case Not(part):
            node = _node(part)
            return Group(ALL, (node,), is_negated=True) if node.is_negated else replace(node, is_negated=True)
        case Some(relation, part):
            inner = _node(part)
            plain = isinstance(inner, Group) and not inner.is_negated
            return Scope(relation, inner if plain and isinstance(inner, Group) else Group(ALL, (inner,)))
        case Is(name, operator, values):
            return Line(name, operator.value, values)


def put_together(node: Node) -> Condition:
    """The condition that a form says. Lines that have no value yet ask for nothing."""
    match node:
        case Line(name, operator, values):
            condition: Condition = (
                EVERYTHING if is_unfinished(node) else Is(name, Operator(operator), _fitting(operator, values))
            )
        case Group(joint, parts):
            found = [one for one in map(put_together, parts) if one != EVERYTHING]
            condition = every(*found) if joint == ALL else one_of(*found)
        case Scope(relation, group):
            condition = Some(relation, put_together(group))
    return Not(condition) if node.is_negated and condition != EVERYTHING else condition


def _fitting(operator: str, values: Sequence[str]) -> tuple[str, ...]:
    if Operator(operator) in LONE:
        return ()
    return tuple(values) if operator == Operator.ONE_OF else tuple(values[:1])


def is_unfinished(line: Line) -> bool:
    """Whether a value is missing."""
    return not line.operator or (Operator(line.operator) not in LONE and not any(line.values))


def unfinished(node: Node, place: str = ROOT) -> Iterator[str]:
    """The places of the lines that have no value."""
    for at, one in walked(node, place):
        if isinstance(one, Line) and is_unfinished(one):
            yield at


def walked(node: Node, place: str = ROOT) -> Iterator[tuple[str, Node]]:
    """Every node with its place."""
    yield place, node
    match node:
        case Group(_, parts):
            for number, part in enumerate(parts):
                yield from walked(part, f"{place}-{number}")
        case Scope(_, group):
            yield from walked(group, f"{place}-0")


# -------------------------------------------------------------------------------------------------------- the form


def sent(post: QueryDict) -> Group:
    """What a form says."""
    return _sent_group(post, ROOT)


def _sent_group(post: QueryDict, place: str) -> Group:
    joint = ANY if post.get(f"{place}:joint") == ANY else ALL
    sent_parts = (_sent(post, f"{place}-{number}") for number in _numbers(post, place))
    parts = tuple(part for part in sent_parts if part is not None)
    return Group(joint, parts, is_negated=post.get(f"{place}:not") == "1")


def _numbers(post: QueryDict, place: str) -> Iterable[int]:
    tails = (
        key.removeprefix(f"{place}-").removesuffix(":what")
        for key in post
        if key.startswith(f"{place}-") and key.endswith(":what")
    )
    return sorted(int(tail) for tail in tails if tail.isascii() and tail.isdigit() and len(tail) < 4)


def _sent(post: QueryDict, place: str) -> Node | None:
    is_negated = post.get(f"{place}:not") == "1"
    match post.get(f"{place}:what"):
        case "group":
            return _sent_group(post, place)
        case "scope":
            return Scope(post.get(f"{place}:relation", ""), _sent_group(post, f"{place}-0"), is_negated)
        case "line":
            return _sent_line(post, place, is_negated=is_negated)
        case _:
            return None


def _sent_line(post: QueryDict, place: str, *, is_negated: bool) -> Line:
    """How it is compared, and with what, was said of the field for which the line was drawn; another one begins anew."""
    field, operator = post.get(f"{place}:field", ""), post.get(f"{place}:is", "")
    if post.get(f"{place}:of", field) != field:
        return Line(field, is_negated=is_negated)
    known = operator if operator in set(Operator) else ""
    return Line(field, known, tuple(_sent_values(post, place)), is_negated)


def _sent_values(post: QueryDict, place: str) -> Iterator[str]:
    """Values of any number; a money's currency and the span of "30 days ago" come beside their number."""
    unit, number = post.get(f"{place}:unit", ""), post.get(f"{place}:number", "").strip()
    if number:
        yield f"-{number}{unit}" if unit in {"h", "d", "w", "m", "y"} else f"{number} {unit}".strip()
        return
    for value in post.getlist(f"{place}:value"):
        if value.strip():
            yield value.strip()


def changed(root: Group, action: str, relation: str) -> Group:
    """The form after one of its buttons: `line@n`, `group@n-1`, `scope@n`, `drop@n-0`, or `line@n=country` for a field."""
    do, _, rest = action.partition("@")
    place, _, name = rest.partition("=")
    fresh: Mapping[str, Node] = {
        LINE: Line(name),
        GROUP: Group(ANY, (Line(""), Line(""))),
        SCOPE: Scope(relation, Group(ALL, (Line(""),))),
    }
    if do == "drop":
        changed_root = _without(root, ROOT, place)
        return changed_root if isinstance(changed_root, Group) else Group()
    if do in fresh:
        grown = _grown(root, ROOT, place, fresh[do])
        return grown if isinstance(grown, Group) else root
    return root


def _grown(node: Node, here: str, place: str, fresh: Node) -> Node:
    match node:
        case Group(_, parts) if here == place:
            return replace(node, parts=(*parts, fresh))
        case Group(_, parts):
            return replace(
                node, parts=tuple(_grown(part, f"{here}-{number}", place, fresh) for number, part in enumerate(parts))
            )
        case Scope(_, group):
            inner = _grown(group, f"{here}-0", place, fresh)
            return replace(node, group=inner) if isinstance(inner, Group) else node
        case _:
            return node


def _without(node: Node, here: str, place: str) -> Node | None:
    """The node without the one at the place; a group that is left empty goes with it."""
    if here == place:
        return None
    match node:
        case Group(_, parts):
            left = tuple(
                part
                for number, old in enumerate(parts)
                if (part := _without(old, f"{here}-{number}", place)) is not None
            )
            return replace(node, parts=left) if left or here == ROOT or not parts else None
        case Scope(_, group):
            inner = _without(group, f"{here}-0", place)
            return replace(node, group=inner) if isinstance(inner, Group) else None
        case _:
            return node


def settled(node: Node, fields_by_subject: Mapping[str, Mapping[str, ListField]], subject: str) -> Node:
    """Each line with an operator its field knows, and without values it does not take."""
    match node:
        case Group(_, parts):
            return replace(node, parts=tuple(settled(part, fields_by_subject, subject) for part in parts))
        case Scope(relation, group):
            inner = settled(group, fields_by_subject, relation)
            return replace(node, group=inner) if isinstance(inner, Group) else node
        case Line(name, operator, values):
            known = fields_by_subject.get(subject, {}).get(name)
            if known is None:
                return Line("")
            if operator in known.operators:
                return node
            first = FIRST.get(known.kind, known.operators[0])
            return Line(name, first.value, values if not operator else ())


FIRST: Mapping[Kind, Operator] = {
    **dict.fromkeys((Kind.CHOICE, Kind.MULTI_CHOICE, Kind.COUNTRY, Kind.TAG), Operator.ONE_OF),
    **dict.fromkeys((Kind.MOMENT, Kind.DATE, Kind.NUMBER, Kind.MONEY), Operator.GREATER),
}
