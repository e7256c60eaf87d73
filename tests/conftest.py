"""What all tests stand on: the real engines, one pair for each worker of pytest-xdist, and a unit of work for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.mailbox import Mailbox, do_due_jobs
from tests.textbox import TextBox

databases_key = pytest.StashKey[Databases]()


def pytest_configure(config: pytest.Config) -> None:
    """Before Django is imported: it reads its settings from the environment once."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if worker == "main" and getattr(config.option, "numprocesses", None):
        return  # this process only hands out the tests
    config.stash[databases_key] = Databases(Path(tempfile.mkdtemp(prefix=f"twofold-test-{worker}-")))
    config.stash[databases_key].start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if databases := config.stash.get(databases_key, None):
        databases.stop()
        shutil.rmtree(databases.folder, ignore_errors=True)


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


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Where all mail of Twofold goes: `mailbox.letter("ada@helio.example")`, once the jobs that are due have been done."""
    from django.test import override_settings

    box = Mailbox(before_looking=do_due_jobs)
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=box.port):
        yield box
    box.stop()


@pytest.fixture
def textbox() -> Iterator[TextBox]:
    """Where all text messages go, through a gateway over real HTTP."""
    from django.test import override_settings

    box = TextBox(before_looking=do_due_jobs)
    with override_settings(SMS_URL=box.url):
        yield box
    box.stop()
