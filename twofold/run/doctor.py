"""`twofold doctor`: whether everything is there, and as it should be."""

import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr

import psycopg
from django.conf import settings
from rich.console import Console
from rich.text import Text

from twofold.core import queries, texts
from twofold.core.actor import Actor
from twofold.core.clock import now
from twofold.core.unit import unit_of_work
from twofold.events.queries import tape_health
from twofold.run.config import Config, config
from twofold.run.migrate import how_many_missing

MIB = 2**20
GIB = 2**30
OLDEST_POSTGRES = 160_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, and what was seen."""

    subject: str
    is_well: bool
    seen: str


def examine(out: Console) -> bool:
    """Print a line for each check; True when all is well."""
    findings = [_safely(subject, check) for subject, check in CHECKS.items()]
    for finding in findings:
        mark = ("well", "green") if finding.is_well else ("wrong", "red")
        out.print(Text.assemble(mark, " " * (8 - len(mark[0])), f"{finding.subject:<12}{finding.seen}"))
    return all(finding.is_well for finding in findings)


def _safely(subject: str, check: Callable[[Config], tuple[bool, str]]) -> Finding:
    try:
        is_well, seen = check(config())
    except Exception as error:  # noqa: BLE001 - a check that cannot be made is a finding
        return Finding(subject, is_well=False, seen=f"{type(error).__name__}: {error}".splitlines()[0])
    return Finding(subject, is_well, seen)


def _postgres(current: Config) -> tuple[bool, str]:
    with psycopg.connect(current.database_url or "", connect_timeout=5) as connection:
        version = connection.info.server_version
        row = connection.execute(
            "SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database())),"
            " current_setting('fsync'), current_setting('synchronous_commit')"
        ).fetchone()
    name, size, fsync, synchronous = row or ("", "", "", "")
    durable = fsync == "on" and synchronous != "off"
    promise = (
        "keeps what it acknowledged" if durable else "may lose what it acknowledged: fsync or synchronous_commit is off"
    )
    return version >= OLDEST_POSTGRES and durable, f"PostgreSQL {name}, {size}, {promise}"


def _migrations(current: Config) -> tuple[bool, str]:
    del current
    missing = how_many_missing()
    return not missing, "up to date" if not missing else f"{missing} to run: twofold migrate"


def _clickhouse(current: Config) -> tuple[bool, str]:
    del current
    if how_many_missing():
        return False, "to be looked at when the migrations are run"
    actor = Actor.system("twofold doctor")
    with unit_of_work(actor):
        tape = tape_health(actor)
    shape = f", cluster {settings.CLICKHOUSE_CLUSTER}" if settings.CLICKHOUSE_CLUSTER else ""
    return True, f"ClickHouse {tape.version}, {tape.events:,} events in {tape.bytes_on_disk / MIB:,.0f} MiB{shape}"


def _disk(current: Config) -> tuple[bool, str]:
    usage = shutil.disk_usage(current.data)
    return usage.free > 2 * GIB, f"{usage.free / GIB:.0f} GiB free of {usage.total / GIB:.0f} in {current.data}"


def _clock(current: Config) -> tuple[bool, str]:
    with psycopg.connect(current.database_url or "", connect_timeout=5) as connection:
        before = time.monotonic()
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        halfway = (time.monotonic() - before) / 2
    seconds = abs((now() - row[0]).total_seconds() - halfway) if row else 0.0
    return seconds < 1, f"{seconds * 1_000:.0f} ms between this machine and the database"


def _audit_log(current: Config) -> tuple[bool, str]:
    del current
    if how_many_missing():
        return False, "to be looked at when the migrations are run"
    actor = Actor.system("twofold doctor")
    with unit_of_work(actor):
        chain, streams = queries.chain_state(actor), queries.stream_states(actor)
    stuck = next((stream for stream in streams if stream.failures), None)
    if chain.broken:
        return False, chain.broken
    if stuck:
        return False, f"goes to the {stuck.name} no further than number {stuck.number:,}: {stuck.last_error}"
    proven = f"verified up to number {chain.verified.number:,}" if chain.verified else "not verified yet"
    return True, f"{chain.head.number:,} entries, {proven}: twofold audit verify"


def _mail(current: Config) -> tuple[bool, str]:
    sender = parseaddr(current.mail_from)[1]
    if not current.mail_url:
        return True, f"kept as files in {current.data / 'mail'} (TWOFOLD_MAIL_URL is not set), from {sender}"
    with socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=5):
        return True, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers, from {sender}"


def _texts(current: Config) -> tuple[bool, str]:
    if not current.sms_url:
        return True, "none are sent (TWOFOLD_SMS_URL is not set)"
    return True, f"by {texts.gateway_name()}, at most {current.sms_per_day:,} in a day"


CHECKS: dict[str, Callable[[Config], tuple[bool, str]]] = {
    "PostgreSQL": _postgres,
    "Migrations": _migrations,
    "ClickHouse": _clickhouse,
    "Audit log": _audit_log,
    "Disk": _disk,
    "Clock": _clock,
    "Mail": _mail,
    "Texts": _texts,
}
