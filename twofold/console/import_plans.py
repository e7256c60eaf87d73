"""The form of an import's plan: from what was sent to a plan, and from a plan to what stands in the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.http import QueryDict

from twofold.console.asking import whole
from twofold.directory.importing.plan import Bad, Column, ImportPlan, Keys, OnMatch
from twofold.directory.importing.targets import PARTS, Target

E = TypeVar("E", OnMatch, Bad)
NEW = "new"
NEW_FIELDS = {
    "person": "New field of people",
    "account": "New field of accounts",
    "membership": "New field of memberships",
}
WAYS, FIELDS_OF_A_WAY = 4, 3
ON_MATCH = (
    (OnMatch.FILL, "Fill gaps", "What is empty is filled. What is there stays."),
    (OnMatch.OVERWRITE, "Overwrite", "What the file says wins. An empty cell changes nothing."),
    (OnMatch.ADD, "Only add to lists", "Addresses, numbers and tags are added. Nothing else is touched."),
    (OnMatch.LEAVE, "Leave as it is", "Only what is not here yet is added."),
)
ON_BAD = (
    (Bad.REFUSE, "Refuse the row", "It is listed with its reason, to be corrected and sent again."),
    (Bad.LEAVE_OUT, "Leave out the cell", "The rest of the row is imported, and the report says what was left out."),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the plan, what is to become a field of its own, and what could not be understood, by column."""

    plan: ImportPlan
    new_fields: Mapping[int, str] = field(default_factory=dict)
    errors: Mapping[int, str] = field(default_factory=dict)
    save_as: str = ""


def label_of(target: Target) -> str:
    """A target in words that no other has: "Person: E-mail"."""
    return f"{PARTS[target.part]}: {target.label}"


def sent_plan(form: QueryDict, names: Sequence[str], targets: Mapping[str, Target]) -> Sent:
    """The plan that a form says."""
    by_label = {label_of(target).lower(): key for key, target in targets.items()}
    by_label |= {label.lower(): f"{NEW}:{part}" for part, label in NEW_FIELDS.items()}
    columns, new_fields, errors = [], {}, {}
    for n, name in enumerate(names):
        said = form.get(f"target-{n}", "").strip()
        key = by_label.get(said.lower(), said if said in targets or _is_consent(said) else "")
        if said and not key:
            errors[n] = f"There is no “{said[:60]}” to put this in. Choose one of the list, or leave it empty."
        if key.startswith(f"{NEW}:"):
            new_fields[n], key = key.partition(":")[2], ""
        columns.append(
            Column(name, key, _values(form, n), form.get(f"format-{n}", "")[:40], form.get(f"unit-{n}", "").upper()[:3])
        )
    plan = ImportPlan(
        tuple(columns),
        person_keys=_ways(form, "person"),
        account_keys=_ways(form, "account"),
        on_match=_one_of(OnMatch, form.get("on_match"), OnMatch.FILL),
        on_bad=_one_of(Bad, form.get("on_bad"), Bad.REFUSE),
        merges="merges" in form,
        creates="creates" in form,
        country=form.get("country", "")[:2].upper(),
        tags=tuple(dict.fromkeys(tag.strip() for tag in form.get("tags", "").split(",") if tag.strip())),
    )
    return Sent(plan, new_fields, errors, form.get("save_as", "").strip()[:100])


def _is_consent(key: str) -> bool:
    return key.startswith("person.consent.") and key.count(".") == 3


def _values(form: QueryDict, n: int) -> dict[str, str]:
    """What cells stand for, where somebody said so: the raw texts and their meanings come in pairs."""
    pairs = zip(form.getlist(f"cell-{n}"), form.getlist(f"meaning-{n}"), strict=False)
    return {raw.lower(): "" if meaning == "-" else meaning for raw, meaning in pairs if meaning}


def _ways(form: QueryDict, part: str) -> Keys:
    """The ways to know a record again: each as many targets as were chosen for it."""
    ways = (
        tuple(dict.fromkeys(filter(None, (form.get(f"{part}-way-{n}-{m}", "") for m in range(FIELDS_OF_A_WAY)))))
        for n in range(whole(form.get(f"{part}-ways", "")) or WAYS)
        if n < 2 * WAYS
    )
    return tuple(dict.fromkeys(way for way in ways if way))


def _one_of(kinds: type[E], said: str | None, usual: E) -> E:
    return next((kind for kind in kinds if kind == said), usual)
