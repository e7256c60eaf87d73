"""Sources are made, renamed, given other keys and revoked; each change is a fact."""

import pytest

from tests.events.tracking import SYSTEM
from tests.makers import a_colleague
from twofold.core import ids
from twofold.core.actor import PermissionMissing
from twofold.core.queries import Asked, ledger
from twofold.events import queries
from twofold.events.errors import SourceNameEmpty, SourceNameTaken, SourceNotFound, SourceRevoked
from twofold.events.permissions import Permission
from twofold.events.verbs import sources


def facts() -> list[str]:
    return [entry.name for entry in ledger(SYSTEM, Asked(name="events.")).entries]


class TestASource:
    def test_gets_a_write_key_of_its_own(self) -> None:
        one, other = sources.create(SYSTEM, "Web"), sources.create(SYSTEM, "App")

        assert one.write_key != other.write_key
        assert [source.name for source in queries.sources(SYSTEM)] == ["App", "Web"]

    def test_shares_its_name_with_no_other_that_lives(self) -> None:
        source = sources.create(SYSTEM, "Web")

        with pytest.raises(SourceNameTaken):
            sources.create(SYSTEM, " Web ")
        sources.revoke(SYSTEM, source.id)
        sources.create(SYSTEM, "Web")

    def test_needs_a_name(self) -> None:
        with pytest.raises(SourceNameEmpty):
            sources.create(SYSTEM, "  ")

    def test_can_be_renamed_and_renaming_it_again_changes_nothing(self) -> None:
        source = sources.create(SYSTEM, "Web")

        sources.rename(SYSTEM, source.id, name="Shop")
        sources.rename(SYSTEM, source.id, name="Shop")

        assert facts() == ["events.source.renamed", "events.source.created"]

    def test_gets_another_key(self) -> None:
        before = sources.create(SYSTEM, "Web")

        after = sources.rotate(SYSTEM, before.id)

        assert after.write_key != before.write_key
        assert facts()[0] == "events.write_key.rotated"

    def test_that_was_revoked_stays_so(self) -> None:
        source = sources.create(SYSTEM, "Web")

        sources.revoke(SYSTEM, source.id)
        sources.revoke(SYSTEM, source.id)

        assert facts() == ["events.source.revoked", "events.source.created"]
        with pytest.raises(SourceRevoked):
            sources.rotate(SYSTEM, source.id)

    def test_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(SourceNotFound):
            sources.revoke(SYSTEM, ids.new())

    def test_is_not_made_by_staff_without_the_permission(self) -> None:
        with pytest.raises(PermissionMissing):
            sources.create(a_colleague(without=Permission.MANAGE_SOURCES), "Web")
