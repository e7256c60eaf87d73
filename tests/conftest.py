"""What all tests stand on: the real engines, a database of their own for each worker, and a unit of work for each test.

The engines are started once for the whole run, in a folder of its own. The first process migrates a template; each worker
of pytest-xdist then gets a copy of it, and a database of the same name on the tape.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import Databases

_running = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Before Django is imported: it reads its settings from the environment once."""
    if "TWOFOLD_TEST_FOLDER" not in os.environ:
        os.environ["TWOFOLD_TEST_FOLDER"] = _running.enter_context(tempfile.TemporaryDirectory(prefix="twofold-test-"))
    folder = Path(os.environ["TWOFOLD_TEST_FOLDER"])
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    is_controller = worker == "main" and bool(getattr(config.option, "numprocesses", None))
    config.stash[databases_key] = Databases(folder, worker, _running)
    config.stash[databases_key].start(with_own=not is_controller)


def pytest_unconfigure() -> None:
    """The last to leave stops the engines."""
    _running.close()


databases_key = pytest.StashKey[Databases]()


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Databases:
    """This worker's databases."""
    return pytestconfig.stash[databases_key]


@pytest.fixture(autouse=True)
def unit(request: pytest.FixtureRequest) -> Iterator[None]:
    """A unit of work as Twofold itself, rolled back afterwards; not for tests that commit or need no database."""
    if "committed" in request.fixturenames or request.node.get_closest_marker("no_database"):
        yield
        return
    from django.db import transaction

    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work

    with unit_of_work(Actor.system("test")):
        yield
        transaction.set_rollback(True)


@pytest.fixture
def committed(databases: Databases) -> Iterator[None]:
    """For what only happens after commit: no transaction is open, and both engines are emptied afterwards."""
    yield
    databases.empty()
