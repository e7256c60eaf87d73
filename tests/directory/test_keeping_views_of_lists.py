"""Keeping lists as one likes to see them: views by name, columns without one."""

import pytest

from tests.makers import a_colleague
from twofold.core import ids
from twofold.core.actor import Actor
from twofold.directory import queries as directory
from twofold.directory.errors import NameMissing, ValueNotAllowed, ViewNameTaken, ViewNotFound
from twofold.directory.models import SavedView
from twofold.directory.verbs import saved_views


@pytest.fixture
def jana() -> Actor:
    return a_colleague()


def a_view(actor: Actor, name: str = "Champions", *, is_shared: bool = False) -> SavedView:
    return saved_views.save(
        actor, subject="person", name=name, definition={"query": "kind=contact"}, is_shared=is_shared
    )


def names(actor: Actor) -> list[str]:
    return [view.name for view in directory.saved_views(actor, subject="person")]


class TestAView:
    def test_is_changed_in_what_is_given_only(self, jana: Actor) -> None:
        view = a_view(jana)

        saved_views.change(jana, view.id, name="  Our   champions ", is_pinned=True)

        (kept,) = directory.saved_views(jana, subject="person")
        assert (kept.name, kept.is_pinned, kept.is_shared) == ("Our champions", True, False)
        assert kept.definition == {"query": "kind=contact"}

    def test_is_not_called_as_another_of_ones_own(self, jana: Actor) -> None:
        a_view(jana)
        other = a_view(jana, "Guests")

        with pytest.raises(ViewNameTaken):
            saved_views.change(jana, other.id, name="Champions")
        with pytest.raises(NameMissing):
            saved_views.change(jana, other.id, name=" ")

    def test_is_removed_and_comes_back_as_it_was(self, jana: Actor) -> None:
        view = a_view(jana)

        saved_views.remove(jana, view.id)
        assert names(jana) == []

        saved_views.restore(jana, view.id)
        saved_views.restore(jana, view.id)
        assert names(jana) == ["Champions"]

    def test_gives_its_name_free_when_it_is_removed(self, jana: Actor) -> None:
        view = a_view(jana)
        saved_views.remove(jana, view.id)
        a_view(jana)

        with pytest.raises(ViewNameTaken):
            saved_views.restore(jana, view.id)

    def test_is_changed_and_removed_by_nobody_else(self, jana: Actor) -> None:
        view = a_view(jana, is_shared=True)
        ben = a_colleague("Ben")

        assert names(ben) == ["Champions"]
        with pytest.raises(ViewNotFound):
            saved_views.change(ben, view.id, name="Mine")
        with pytest.raises(ViewNotFound):
            saved_views.remove(ben, view.id)


class TestTheColumnsOfAList:
    def test_are_remembered_for_each_colleague_and_list(self, jana: Actor) -> None:
        saved_views.arrange_columns(jana, subject="person", columns="name:300,email")
        saved_views.arrange_columns(jana, subject="person", columns="name,country")

        assert directory.arranged_columns(jana, subject="person") == "name,country"
        assert directory.arranged_columns(jana, subject="account") == ""
        assert directory.arranged_columns(a_colleague("Ben"), subject="person") == ""

    def test_are_those_of_the_list_again_when_there_is_nothing_to_remember(self, jana: Actor) -> None:
        saved_views.arrange_columns(jana, subject="person", columns="name")
        saved_views.arrange_columns(jana, subject="person", columns="")

        assert directory.arranged_columns(jana, subject="person") == ""

    def test_are_refused_of_a_list_there_is_not_and_beyond_all_measure(self, jana: Actor) -> None:
        with pytest.raises(ValueNotAllowed):
            saved_views.arrange_columns(jana, subject="robot", columns="name")
        with pytest.raises(ValueNotAllowed):
            saved_views.arrange_columns(jana, subject="person", columns="x" * 5_001)

    def test_of_nobody_are_not_kept(self) -> None:
        nobody = Actor.system("test")

        saved_views.arrange_columns(nobody, subject="person", columns="name")

        assert directory.arranged_columns(nobody, subject="person") == ""
        with pytest.raises(ViewNotFound):
            saved_views.restore(nobody, ids.new())
