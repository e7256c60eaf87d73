"""Building the filter of a list: a sheet for htmx that is drawn anew at each step, a page without scripts, a text for both."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from twofold.console import filters, places
from twofold.console.listing import Address
from twofold.console.lists import builder
from twofold.console.lists.builder import Group, Line, Node, Scope
from twofold.console.lists.kinds import LISTS, List
from twofold.console.lists.page import show
from twofold.console.lists.words import Words, related, saying
from twofold.console.page import ConsoleRequest, fragment, is_fragment, page
from twofold.console.properties import CURRENCIES
from twofold.directory import queries as directory
from twofold.directory.conditions import EVERYTHING, Condition, ConditionNotUnderstood, Operator, parse, written
from twofold.directory.conditions.tree import LONE
from twofold.directory.queries import Kind, ListField
from twofold.look import wording

Options = Sequence[tuple[str, str]]
SPANS: Options = (
    ("h", "hours ago"),
    ("d", "days ago"),
    ("w", "weeks ago"),
    ("m", "months ago"),
    ("y", "years ago"),
    ("", "on a day"),
)
ME = ("me", "Me")
LONG_AGO = {"h", "d", "w", "m", "y"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A node as it is drawn: where it is, what it is, and what can be chosen in it."""

    place: str
    what: str
    node: Node
    parts: Sequence["Shown"] = ()
    label: str = ""
    relation: str = ""
    fields: Sequence[tuple[str, Options]] = ()
    operators: Options = ()
    input: str = ""
    options: Options = ()
    chosen: Sequence[tuple[str, str]] = ()
    number: str = ""
    unit: str = ""
    picker_url: str = ""
    error: str = ""
    joint: str = ""


class Builder:
    """The builder of one list for one request."""

    def __init__(self, request: ConsoleRequest, of: List, address: Address, root: Group) -> None:
        self.request, self.of, self.address = request, of, address
        self.fields: Mapping[str, Mapping[str, ListField]] = {
            subject: {one.key: one for one in directory.list_fields(request.actor, subject)}
            for subject in (of.subject, of.relation)
        }
        settled = builder.settled(root, self.fields, of.subject)
        self.root = settled if isinstance(settled, Group) else root
        self.errors: dict[str, str] = {}
        self.refusal: ConditionNotUnderstood | None = None
        self.text: str | None = None

    @cached_property
    def condition(self) -> Condition:
        """What is built so far."""
        return builder.put_together(self.root)

    @cached_property
    def words(self) -> Words:
        """The condition in words."""
        return Words(self.request, self.of.subject, self.condition)

    def shown(self) -> Shown:
        """The tree as it is drawn."""
        return self._shown(self.root, builder.ROOT, self.of.subject)

    def _shown(self, node: Node, place: str, subject: str) -> Shown:
        match node:
            case Group(_, parts):
                inner = [self._shown(part, f"{place}-{number}", subject) for number, part in enumerate(parts)]
                return Shown(
                    place, builder.GROUP, node, inner, relation=self.of.relation if subject == self.of.subject else ""
                )
            case Scope(relation, group):
                joint, label = related(relation)
                return Shown(
                    place, builder.SCOPE, node, [self._shown(group, f"{place}-0", relation)], label, joint=joint
                )
            case Line():
                return self._line(node, place, subject)

    def _line(self, line: Line, place: str, subject: str) -> Shown:
        field = self.fields[subject].get(line.field)
        choices = _fields(self.fields[subject].values())
        if field is None:
            return Shown(place, builder.LINE, line, fields=choices, error=self.errors.get(place, ""))
        operators = [(one.value, saying(field.kind, one)) for one in field.operators]
        sort = _input(field, line.operator)
        number, unit = _number(field, line.values)
        url = f"{reverse('console:pick', args=['account' if field.kind == Kind.ACCOUNT else 'person'])}?name={place}:value"
        return Shown(
            place, builder.LINE, line, (), field.label, "", choices, operators, sort, self._options(field),
            [(value, self.words.value(field, value)) for value in line.values], number, unit, url,
            self.errors.get(place, ""),
        )  # fmt: skip

    def _options(self, field: ListField) -> Options:
        if field.kind == Kind.TAG:
            return [(one, one) for one in directory.tag_names(self.request.actor, limit=200)]
        if field.kind == Kind.OWNER:
            return [ME, *((str(one.id), one.name) for one in directory.staff(self.request.actor))]
        return OPTIONS[field.kind]() if field.kind in OPTIONS else field.choices


OPTIONS: Mapping[Kind, Callable[[], Options]] = {
    Kind.FLAG: lambda: (("true", "yes"), ("false", "no")),
    Kind.COUNTRY: places.countries,
    Kind.MONEY: lambda: [(code, code) for code in CURRENCIES],
    Kind.MOMENT: lambda: SPANS,
    Kind.DATE: lambda: SPANS,
}


def _fields(fields: Iterable[ListField]) -> Sequence[tuple[str, Options]]:
    """What can be asked about, in parts."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for one in fields:
        head = next((label for start, label in PARTS if one.key.startswith(start)), "")
        parts.setdefault(head, []).append((one.key, one.label))
    return list(parts.items())


PARTS = (
    ("job.account.", "Of the account they are in first"), ("job.", "In the account they are in first"),
    ("account.", "Of the account"), ("person.", "Of the person"), ("custom.", "Custom fields"), ("", "Fields"),
)  # fmt: skip


def _input(field: ListField, operator: str) -> str:
    """The sort of input that a comparison needs."""
    if not operator or Operator(operator) in LONE:
        return ""
    if field.kind in INPUTS:
        return INPUTS[field.kind]
    if operator == Operator.HAS:
        return "text"
    if operator == Operator.ONE_OF:
        return "several" if field.kind in CHOSEN else "list"
    return "select" if field.kind in CHOSEN else "number" if field.kind == Kind.NUMBER else "text"


INPUTS: Mapping[Kind, str] = {
    Kind.PERSON: "picker", Kind.ACCOUNT: "picker", Kind.MONEY: "money", Kind.MOMENT: "moment", Kind.DATE: "moment",
}  # fmt: skip
CHOSEN = frozenset({Kind.CHOICE, Kind.MULTI_CHOICE, Kind.COUNTRY, Kind.TAG, Kind.OWNER, Kind.FLAG})


def _number(field: ListField, values: Sequence[str]) -> tuple[str, str]:
    """The number and the unit of an amount or of a time ago."""
    text = values[0] if values else ""
    if field.kind == Kind.MONEY:
        number, _, unit = text.partition(" ")
        return number, unit or "EUR"
    if field.kind in {Kind.MOMENT, Kind.DATE}:
        if text[:1] == "-" and text[-1:] in LONG_AGO:
            return text[1:-1], text[-1]
        return "", "" if text else "d"
    return "", ""


def list_filter(request: ConsoleRequest, subject: str) -> HttpResponse:
    """Show the builder; take a step in it; or show the list that it asks for."""
    of = LISTS.get(subject)
    if of is None:
        raise Http404
    if request.method == "POST":
        return _step(request, of)
    address = filters.address_of(of, request.GET.get("in", ""))
    try:
        root = builder.taken_apart(parse(address.one("where")))
    except ConditionNotUnderstood:
        root = Group()
    field = request.GET.get("add", "")
    if field or not root.parts:
        root = builder.changed(root, f"line@{builder.ROOT}={field}", of.relation)
    return _draw(request, Builder(request, of, address, root))


def _step(request: ConsoleRequest, of: List) -> HttpResponse:
    address = filters.address_of(of, urlsplit(request.POST.get("back", "")).query)
    do = request.POST.get("do", "")
    if do == "text":
        return _read(request, of, address, request.POST.get("where", ""))
    root = builder.changed(builder.sent(request.POST), do, of.relation)
    step = Builder(request, of, address, root)
    if do != "show":
        return _draw(request, step)
    step.errors = dict.fromkeys(builder.unfinished(step.root), builder.NO_VALUE)
    if step.errors:
        return _draw(request, step, status=422)
    return _leave(request, of, address, step, written(step.condition))


def _read(request: ConsoleRequest, of: List, address: Address, text: str) -> HttpResponse:
    """Show the list that a text asks for."""
    try:
        condition = parse(text)
    except ConditionNotUnderstood as refusal:
        step = Builder(request, of, address, builder.sent(request.POST))
        step.refusal, step.text = refusal, text
        return _draw(request, step, status=422)
    return _leave(request, of, address, Builder(request, of, address, builder.taken_apart(condition)), text)


def _leave(request: ConsoleRequest, of: List, address: Address, step: Builder, text: str) -> HttpResponse:
    """Go to the list, unless the directory does not understand what the fields are asked for."""
    there = filters.address_of(of, urlsplit(address.to(where=text)).query)
    try:
        directory.how_many(request.actor, of.subject, filters.asked(of, there))
    except ConditionNotUnderstood as refusal:
        step.refusal, step.text = refusal, text
        return _draw(request, step, status=422)
    if not is_fragment(request):
        return HttpResponseRedirect(there.here)
    response = show(request, of, there, partly=True)
    over = {"HX-Retarget": "#list", "HX-Reswap": "outerHTML", "HX-Push-Url": there.here, "HX-Trigger": "closesheet"}
    for name, value in over.items():
        response.headers[name] = value
    return response


def _draw(request: ConsoleRequest, step: Builder, *, status: int = 200) -> HttpResponse:
    total = ""
    if not step.refusal and step.condition != EVERYTHING:
        there = filters.address_of(step.of, urlsplit(step.address.to(where=written(step.condition))).query)
        try:
            number = directory.how_many(request.actor, step.of.subject, filters.asked(step.of, there)).number
            total = f"{wording.about(number)} {step.of.one if number == 1 else step.of.many}"
        except ConditionNotUnderstood as refusal:
            step.refusal = refusal
    text = written(step.condition) if step.text is None else step.text
    at = step.refusal.position if step.refusal else None
    context = {
        "list": step.of,
        "address": step.address,
        "root": step.shown(),
        "words": step.words.of(step.condition) if step.condition != EVERYTHING else "",
        "text": text,
        "refusal": step.refusal,
        "before": text[:at],
        "wrong": text[at : at + 1] if at is not None else "",
        "after": text[at + 1 :] if at is not None else "",
        "total": total,
        "action": reverse("console:list_filter", args=[step.of.subject]),
        "title": f"Filter {step.of.title.lower()}",
        "back": step.address,
    }
    if is_fragment(request):
        return fragment(request, "directory/_filter_sheet.html", context, status=status)
    return page(request, "directory/filter_page.html", context, status=status)
