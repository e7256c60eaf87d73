"""Learning whom rows may be about before anything is decided of them: from the database and, in a dry run, from its drafts."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from twofold.directory import bulk
from twofold.directory.identities import Pair
from twofold.directory.importing import drafting, knowing
from twofold.directory.importing.placing import learn_places
from twofold.directory.importing.plan import ImportPlan
from twofold.directory.importing.prepared import Prepared
from twofold.directory.models import CustomField
from twofold.directory.queries.lists import Kind

Answer = Callable[[], list[knowing.Held]]
Ask = Callable[[str, Sequence[Any]], Answer]


class Asked(NamedTuple):
    """Rows of which it was asked who is known by what they say, and whom else they name."""

    rows: Sequence[Prepared]
    parents: set[str]
    mails: set[Pair]
    named: set[str]
    holders: Answer
    account_holders: Answer


class Learner:
    """Lets what is known of people and accounts grow, some rows at a time; what is known already stays as rows have left it.

    `dry_run` is the operation whose drafts count, if it is one.
    """

    def __init__(self, plan: ImportPlan, pointing: Mapping[str, CustomField], dry_run: UUID | None) -> None:
        by_name = "account.parent" in plan.targets or any(one.kind == Kind.ACCOUNT for one in pointing.values())
        self.people = knowing.index_of("person", plan)
        self.accounts = knowing.index_of("account", plan, by_name=by_name)
        self._plan = plan
        self._pointing = pointing
        self._dry_run = dry_run

    def ask(self, rows: Sequence[Prepared], ask: Ask) -> Asked:
        """Begin to ask who is known by what these rows say."""
        parents = {text for row in rows if (text := row.beside.get("account.parent"))}
        mails = {Pair("email", text.strip().lower()) for text in self._named(rows, Kind.PERSON)}
        named = parents | self._named(rows, Kind.ACCOUNT)
        people = {pair for row in rows for pair in row.identifiers} | mails
        accounts = {pair for row in rows for pair in row.account_identifiers}
        of_people, of_accounts = knowing.holders_of_people(people), knowing.holders_of_accounts(accounts, named)
        return Asked(
            rows,
            parents,
            mails,
            named,
            ask(*of_people) if of_people else list,
            ask(*of_accounts) if of_accounts else list,
        )

    def learn(self, asked: Asked, paused: knowing.Pause = nullcontext) -> None:
        """Whom the rows may be about, in a number of statements that does not grow with them; more is asked in a pause."""
        if self._dry_run:
            self._recall(self._dry_run, asked)
        if self._plan.has_people or asked.mails:
            knowing.learn_people(self.people, self._plan, asked.rows, asked.holders(), paused=paused)
        if self._plan.has_accounts or asked.named:
            held = asked.account_holders()
            knowing.learn_accounts(self.accounts, self._plan, asked.rows, held, parents=asked.named, paused=paused)
        if asked.parents:
            with paused():
                places = partial(drafting.places, self._dry_run) if self._dry_run else _nowhere
                learn_places(self.accounts, asked.parents, places)

    def _recall(self, dry_run: UUID, asked: Asked) -> None:
        drafting.recall(
            self.people, "person", dry_run, drafting.keys_of(self.people, "person", asked.rows, asked.mails)
        )
        keys = drafting.keys_of(self.accounts, "account", asked.rows) | drafting.keys_of_parents(asked.named)
        drafting.recall(self.accounts, "account", dry_run, keys)

    def _named(self, rows: Sequence[Prepared], kind: str) -> set[str]:
        """Whom the rows name in fields that point at records of a kind."""
        targets = [target for target, field in self._pointing.items() if field.kind == kind]
        return {text for row in rows for target in targets if (text := row.beside.get(target))}


def _nowhere(_: object) -> dict[UUID, UUID | None]:
    return {}


def at_once(statement: str, parameters: Sequence[Any]) -> Answer:
    """Ask now."""
    rows = bulk.run(statement, parameters)
    return lambda: rows
