"""A ledger with a chain over it, and somebody who owns the database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from twofold.core import operations, readers
from twofold.core.actor import Actor
from twofold.core.audit import chain, verifying
from twofold.core.facts import Fact, record_all
from twofold.core.models import AuditLink, LedgerEntry, Operation
from twofold.core.proof.entries import Head
from twofold.core.unit import unit_of_work

ME = Actor.system("test")


@dataclass(frozen=True, kw_only=True)
class CoinSpent(Fact):
    """Something worth forging."""

    coins: int
    person_id: UUID | None = None


def spend(*coins: int) -> list[LedgerEntry]:
    """Facts of one transaction, not linked yet."""
    with unit_of_work(ME):
        return record_all([CoinSpent(coins=count) for count in coins], by=ME)


def link_all() -> Head:
    """Let the reader of the chain read all there is; the head."""
    readers.enrol()
    while readers.advance(readers.register[chain.NAME]):
        pass
    with unit_of_work(ME):
        return chain.head()


def verified(*expected: Head | str) -> str:
    """Verify all of it; what was found, or nothing."""
    with unit_of_work(ME):
        begun = verifying.begin(ME, expected=[str(head) for head in expected])
    done = operations.carry(begun.id)
    assert done.state == (Operation.State.FAILED if done.error else Operation.State.DONE)
    return done.error


def links() -> list[AuditLink]:
    """The chain as it is."""
    with unit_of_work(ME):
        return list(AuditLink.objects.order_by("number"))


@contextmanager
def the_owner() -> Iterator[psycopg.Connection[Any]]:
    """Who can do anything to the database, and says nothing about it."""
    with psycopg.connect(os.environ["TWOFOLD_DATABASE_URL"]) as owner:
        yield owner
