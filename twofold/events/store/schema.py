"""The tape's tables, described once and written in two shapes: for one ClickHouse server, and for a cluster of them.

On a cluster every table is replicated. A table with `shard_by` is spread over the shards behind a Distributed table of its
name; one without stands whole on every server.
"""

from dataclasses import dataclass

TIME = "DateTime64(3, 'UTC') CODEC(Delta, LZ4)"
NAME = "LowCardinality(String)"
JSON = "String CODEC(ZSTD(1))"

# A property of an event can be asked for without parsing the JSON again. What is long is text to read, not to ask for.
PROPERTY_GROUP = """CAST(
    arrayFilter(pair -> length(pair.2) <= 300, JSONExtractKeysAndValuesRaw(properties)), 'Map(String, String)')"""


@dataclass(frozen=True)
class Table:
    """A table: its columns with their types, how it is laid out, and by what it is spread over a cluster."""

    name: str
    columns: tuple[tuple[str, str], ...]
    order_by: str
    partition_by: str = ""
    version: str = ""
    indexes: tuple[str, ...] = ()
    shard_by: str = ""

    def statements(self, cluster: str | None) -> list[str]:
        """What makes this table, in the order in which it has to be run."""
        if cluster is None:
            return [self._create(self.name, self._engine())]
        on_cluster = f" ON CLUSTER `{cluster}`"
        if not self.shard_by:
            return [self._create(self.name, self._engine("/clickhouse/twofold/{database}/{table}"), on_cluster)]
        local = f"{self.name}_local"
        return [
            self._create(local, self._engine("/clickhouse/twofold/{shard}/{database}/{table}"), on_cluster),
            f"CREATE TABLE IF NOT EXISTS {self.name}{on_cluster} AS {local} ENGINE = {self._spread(cluster, local)}",
        ]

    def _engine(self, path: str = "") -> str:
        kind = ("Replicated" if path else "") + ("ReplacingMergeTree" if self.version else "MergeTree")
        arguments = [f"'{path}'", "'{replica}'"] if path else []
        return f"{kind}({', '.join([*arguments, *filter(None, [self.version])])})"

    def _spread(self, cluster: str, local: str) -> str:
        return f"Distributed(`{cluster}`, currentDatabase(), {local}, {self.shard_by})"

    def _create(self, name: str, engine: str, on_cluster: str = "") -> str:
        body = [f"{column} {kind}" for column, kind in self.columns] + [f"INDEX {index}" for index in self.indexes]
        partition = f" PARTITION BY {self.partition_by}" if self.partition_by else ""
        return (
            f"CREATE TABLE IF NOT EXISTS {name}{on_cluster} ({', '.join(body)})"
            f" ENGINE = {engine}{partition} ORDER BY {self.order_by}"
        )


EVENTS = Table(
    name="events",
    columns=(
        ("event_id", "UUID"),
        ("batch_id", "UUID"),
        ("source_id", "UUID"),
        ("type", NAME),
        ("name", NAME),
        ("person_id", "UUID"),
        ("node_id", "UUID"),
        ("account_id", "UUID"),
        ("anonymous_id", "String"),
        ("user_id", "String"),
        ("ts", TIME),
        ("sent_at", TIME),
        ("received_at", TIME),
        ("properties", JSON),
        ("context", JSON),
        ("property_group", f"Map(String, String) MATERIALIZED {PROPERTY_GROUP} CODEC(ZSTD(1))"),
    ),
    partition_by="toYYYYMM(ts)",
    order_by="(name, toDate(ts), person_id, ts)",
    indexes=(
        "of_person person_id TYPE bloom_filter(0.01) GRANULARITY 1",
        "of_account account_id TYPE bloom_filter(0.01) GRANULARITY 1",
        "by_arrival received_at TYPE minmax GRANULARITY 1",
        "with_property mapKeys(property_group) TYPE bloom_filter GRANULARITY 4",
    ),
    shard_by="sipHash64(person_id)",
)

# Events of `from_person_id` that came with `node_id` belong to `person_id` by now, from `valid_from` to the next such row.
OVERRIDES = Table(
    name="overrides",
    columns=(
        ("from_person_id", "UUID"),
        ("node_id", "UUID"),
        ("valid_from", "DateTime64(3, 'UTC')"),
        ("person_id", "UUID"),
        ("version", "UInt64"),
    ),
    order_by="(from_person_id, node_id, valid_from)",
    version="version",
    indexes=("of_person person_id TYPE bloom_filter(0.01) GRANULARITY 1",),
)

APPLIED = Table(
    name="migrations",
    columns=(("number", "UInt32"), ("name", "String"), ("applied_at", "DateTime DEFAULT now()")),
    order_by="number",
    version="applied_at",
)
