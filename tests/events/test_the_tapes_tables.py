"""The tape's tables have two shapes, and ClickHouse itself reads both."""

import pytest

from twofold.events.store.client import client
from twofold.events.store.migrations import MIGRATIONS, migrate
from twofold.events.store.schema import APPLIED

STATEMENTS = [
    pytest.param(statement, id=f"{cluster or 'one server'}: {statement.split()[5]} {number}")
    for cluster in (None, "eu-central")
    for number, statement in enumerate(
        [*APPLIED.statements(cluster), *(one for migration in MIGRATIONS for one in migration.statements(cluster))]
    )
]


class TestTheStatements:
    @pytest.mark.parametrize("statement", STATEMENTS)
    def test_are_understood_by_the_engine(self, statement: str) -> None:
        understood = client().query("SELECT formatQuery({statement:String})", parameters={"statement": statement})

        assert understood.result_rows[0][0].startswith("CREATE TABLE IF NOT EXISTS")

    def test_spread_the_events_of_a_cluster_by_person_and_replicate_all(self) -> None:
        (first,) = MIGRATIONS
        local, spread, overrides = first.statements("eu")

        assert "ON CLUSTER `eu`" in local
        assert "ReplicatedMergeTree('/clickhouse/twofold/{shard}/{database}/{table}', '{replica}')" in local
        assert "Distributed(`eu`, currentDatabase(), events_local, sipHash64(person_id))" in spread
        assert (
            "ReplicatedReplacingMergeTree('/clickhouse/twofold/{database}/{table}', '{replica}', version)" in overrides
        )


class TestMigrating:
    def test_again_changes_nothing(self) -> None:
        before = client().query("SELECT number, name FROM migrations FINAL ORDER BY number").result_rows

        migrate()

        assert client().query("SELECT number, name FROM migrations FINAL ORDER BY number").result_rows == before
