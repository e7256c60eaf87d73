"""Learning whom rows may be about before anything is decided of them: from the database and, in a dry run, from its drafts."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from twofold.directory.identities import Pair
from twofold.directory.importing import drafting, knowing
from twofold.directory.importing.placing import learn_places
from twofold.directory.importing.plan import ImportPlan
from twofold.directory.importing.prepared import Prepared
from twofold.directory.models import CustomField
from twofold.directory.queries.lists import Kind


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

    def learn(self, rows: Sequence[Prepared]) -> None:
        """Whom these rows may be about, in a number of statements that does not grow with them."""
        parents = {text for row in rows if (text := row.beside.get("account.parent"))}
        mails = {Pair("email", text.strip().lower()) for text in self._named(rows, Kind.PERSON)}
        named = parents | self._named(rows, Kind.ACCOUNT)
        if self._dry_run:
            self._recall(self._dry_run, rows, mails, named)
        if self._plan.has_people or mails:
            knowing.learn_people(self.people, self._plan, rows, mails)
        if self._plan.has_accounts or named:
            knowing.learn_accounts(self.accounts, self._plan, rows, named)
            learn_places(self.accounts, parents, partial(drafting.places, self._dry_run) if self._dry_run else _nowhere)

    def _recall(self, dry_run: UUID, rows: Sequence[Prepared], mails: set[Pair], named: set[str]) -> None:
        drafting.recall(self.people, "person", dry_run, drafting.keys_of(self.people, "person", rows, mails))
        keys = drafting.keys_of(self.accounts, "account", rows) | drafting.keys_of_parents(named)
        drafting.recall(self.accounts, "account", dry_run, keys)

    def _named(self, rows: Sequence[Prepared], kind: str) -> set[str]:
        """Whom the rows name in fields that point at records of a kind."""
        targets = [target for target, field in self._pointing.items() if field.kind == kind]
        return {text for row in rows for target in targets if (text := row.beside.get(target))}


def _nowhere(_: object) -> dict[UUID, UUID | None]:
    return {}
