"""The embedded ClickHouse answers an unmodified `clickhouse-connect`, and plain HTTP, as a server would."""

import gzip
import json
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from ipaddress import IPv4Address
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import clickhouse_connect
import lz4.frame
import pytest
import urllib3
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from twofold.run.engines import Urls

pytestmark = pytest.mark.no_database

_AWKWARD = [
    "o'brien",
    'say "x"',
    "back\\slash",
    "\\'",
    "tab\tand\nline\r",
    "nul\0inside",
    "{b:String}",
    "%s $1 ?",
    "ünï 🦊",
    "",
]

_SMUGGLED: dict[str, Any] = {"max_threads=1, readonly": "1"}


class Http:
    """Plain HTTP, as curl would speak it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.pool = urllib3.HTTPConnectionPool(parts.hostname or "", parts.port, maxsize=4)
        self.headers = {"X-ClickHouse-User": parts.username or "", "X-ClickHouse-Key": parts.password or ""}

    def __call__(
        self,
        body: bytes | str | Iterator[bytes] = b"",
        *,
        method: str = "POST",
        headers: dict[str, str] | None = None,
        **parameters: str,
    ) -> urllib3.BaseHTTPResponse:
        path = "/?" + urlencode({"database": "twofold", **parameters})
        return self.pool.request(
            method, path, body=body, headers=self.headers | (headers or {}), decode_content=False, retries=False
        )


@pytest.fixture
def http(urls: Urls) -> Iterator[Http]:
    client = Http(urls.clickhouse)
    yield client
    client.pool.close()


@pytest.fixture
def table(tape: Client) -> Iterator[str]:
    """An empty table with a number and a text."""
    name = f"t_{uuid4().hex}"
    tape.command(f"CREATE TABLE {name} (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
    yield name
    tape.command(f"DROP TABLE {name}")


class TestAClient:
    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("UInt64", 2**64 - 1),
            ("Float64", 1.5),
            ("Bool", True),
            ("Decimal(18, 4)", Decimal("12345.6789")),
            ("UUID", UUID("0190f5a8-7c3b-7b1d-8000-00805f9b34fb")),
            ("Date", date(2026, 11, 22)),
            ("DateTime64(6)", datetime(2026, 11, 22, 12, 30, 15, 123456)),  # noqa: DTZ001 -- as the client has it
            ("IPv4", IPv4Address("192.0.2.1")),
            ("LowCardinality(String)", "low"),
            ("Nullable(String)", None),
            ("Array(Tuple(String, Int8))", [("a", -1)]),
            ("Map(String, String)", {"k": "v"}),
        ],
    )
    def test_gets_back_what_it_gave(self, tape: Client, kind: str, value: object) -> None:
        table = f"kept_{uuid4().hex}"
        tape.command(f"CREATE TABLE {table} (v {kind}) ENGINE = MergeTree ORDER BY tuple()")
        tape.insert(table, [[value]], column_names=["v"])

        assert tape.query(f"SELECT v FROM {table}").result_rows == [(value,)]

    @pytest.mark.parametrize("value", _AWKWARD)
    def test_passes_any_text_as_a_parameter(self, tape: Client, value: str) -> None:
        asked = tape.query("SELECT {a:String}, {b:Array(String)}", parameters={"a": value, "b": [value, value]})

        assert asked.result_rows == [(value, [value, value])]

    def test_passes_more_parameters_than_fit_into_a_url(self, tape: Client) -> None:
        many = [str(uuid4()) for _ in range(10_000)]

        assert tape.query("SELECT length({ids:Array(UUID)})", parameters={"ids": many}).result_rows == [(10_000,)]

    @pytest.mark.parametrize("compression", [True, False, "lz4", "zstd", "gzip"])
    def test_writes_and_reads_100000_rows_compressed_as_it_likes(
        self, urls: Urls, table: str, compression: bool | str
    ) -> None:
        client = clickhouse_connect.get_client(dsn=urls.clickhouse, compress=compression)
        rows = [[number, f"row {number}"] for number in range(100_000)]

        summary = client.insert(table, rows, column_names=["n", "s"])

        assert summary.written_rows == 100_000
        assert client.query(f"SELECT n, s FROM {table} ORDER BY n").result_rows == [tuple(row) for row in rows]
        client.close()

    def test_reads_a_stream_block_by_block(self, tape: Client) -> None:
        with tape.query_row_block_stream("SELECT number FROM numbers(1000000)") as blocks:
            sizes = [len(block) for block in blocks]

        assert len(sizes) > 1
        assert sum(sizes) == 1_000_000

    @pytest.mark.parametrize(
        ("query", "code"),
        [("SELECT * FROM nowhere", 60), ("SELEC 1", 62), ("SELECT throwIf(1, 'no')", 395), ("SELECT 1 FROM a.b", 81)],
    )
    def test_is_told_what_is_wrong_with_its_code(self, tape: Client, query: str, code: int) -> None:
        with pytest.raises(DatabaseError) as refused:
            tape.query(query)

        assert refused.value.code == code
        assert f"Code: {code}. DB::Exception" in str(refused.value)

    def test_is_told_when_a_result_breaks_off(self, tape: Client) -> None:
        with (
            pytest.raises(Exception, match="395"),
            tape.query_row_block_stream(
                "SELECT throwIf(number = 900000) FROM numbers(1000000) SETTINGS max_block_size = 1000, max_threads = 1"
            ) as blocks,
        ):
            for _ in blocks:
                pass

    def test_sets_what_it_likes_for_one_query_alone(self, tape: Client) -> None:
        query = "SELECT getSetting('max_block_size')"
        default = tape.command(query)

        assert tape.command(query, settings={"max_block_size": "123"}) == 123
        assert tape.command(query) == default

    def test_keeps_what_it_sets_and_makes_in_its_session(self, urls: Urls, tape: Client) -> None:
        mine = clickhouse_connect.get_client(dsn=urls.clickhouse, session_id="mine")
        mine.command("CREATE TEMPORARY TABLE draft (n UInt8)")
        mine.insert("draft", [[7]], column_names=["n"])

        assert mine.command("SELECT n FROM draft") == 7
        with pytest.raises(DatabaseError, match="UNKNOWN_TABLE"):
            tape.command("SELECT n FROM draft")
        mine.close()

    def test_does_not_wait_for_the_long_query_of_another(self, urls: Urls) -> None:
        finished: list[str] = []

        def ask(name: str, query: str) -> None:
            client = clickhouse_connect.get_client(dsn=urls.clickhouse)
            client.command(query)
            finished.append(name)
            client.close()

        slow = threading.Thread(target=ask, args=("slow", "SELECT sleep(2)"))
        slow.start()
        ask("quick", "SELECT 1")
        slow.join()

        assert finished == ["quick", "slow"]

    def test_is_one_of_many(self, urls: Urls, table: str) -> None:
        def work(number: int) -> int:
            client = clickhouse_connect.get_client(dsn=urls.clickhouse)
            for batch in range(10):
                client.insert(table, [[number * 1000 + batch, "x"]] * 100, column_names=["n", "s"])
                client.query("SELECT count() FROM numbers(10000)")
            client.close()
            return 1000

        with ThreadPoolExecutor(12) as pool:
            written = sum(pool.map(work, range(12)))

        client = clickhouse_connect.get_client(dsn=urls.clickhouse)
        assert client.command(f"SELECT count() FROM {table}") == written
        client.close()


class TestPlainHttp:
    def test_answers_a_ping_without_a_password(self, http: Http) -> None:
        assert http.pool.request("GET", "/ping").data == b"Ok.\n"

    @pytest.mark.parametrize("key", ["", "wrong", "ünï"])
    def test_refuses_a_wrong_password(self, http: Http, key: str) -> None:
        refused = http("SELECT 1", headers={"X-ClickHouse-Key": key.encode().decode("latin-1")})

        assert refused.status == 403
        assert refused.headers["X-ClickHouse-Exception-Code"] == "516"

    def test_only_reads_by_get(self, http: Http, table: str) -> None:
        assert http(method="GET", query="SELECT {a:String} FORMAT JSONEachRow", param_a="it's").status == 200
        refused = http(method="GET", query=f"TRUNCATE TABLE {table}")
        assert (refused.status, refused.headers["X-ClickHouse-Exception-Code"]) == (403, "164")

    def test_takes_the_query_from_url_or_body_in_the_format_asked_for(self, http: Http) -> None:
        assert http("SELECT 1 AS a").data == b"1\n"
        assert http("SELECT 1 AS a", default_format="JSONEachRow").data == b'{"a":1}\n'
        assert http(query="SELECT 1 AS a FORMAT CSV").data == b"1\n"
        assert json.loads(http("SELECT 1 AS a FORMAT JSON").data)["rows"] == 1
        assert http("SELECT 1 AS a FORMAT JSONEachRow").headers["X-ClickHouse-Format"] == "JSONEachRow"

    @pytest.mark.parametrize("whole", ["0", "1"])
    def test_takes_every_kind_of_question(self, http: Http, table: str, whole: str) -> None:
        for query, answer in {
            f"SELECT count() FROM {table}": b"0\n",
            f"SELECT n FROM {table}": b"",
            f"EXISTS TABLE {table}": b"1\n",
            "(SELECT 1) UNION ALL (SELECT 1)": b"1\n1\n",
            "WITH 2 AS two SELECT two SETTINGS max_threads = 1": b"2\n",
            "SELECT 'FORMAT JSON'": b"FORMAT JSON\n",
        }.items():
            assert http(query, wait_end_of_query=whole).data == answer
        for query in (f"DESCRIBE {table}", "SHOW TABLES", "EXPLAIN SELECT 1", f"SHOW CREATE TABLE {table}"):
            assert http(query, wait_end_of_query=whole).status == 200

    @pytest.mark.parametrize("in_url", [True, False])
    def test_inserts_what_follows_the_format(self, http: Http, table: str, in_url: bool) -> None:
        statement, data = f"INSERT INTO {table} (n, s) FORMAT JSONEachRow", b'{"n":1,"s":"FORMAT x; \'"}\n'

        written = http(data, query=statement) if in_url else http(statement.encode() + b"\n" + data)

        assert json.loads(written.headers["X-ClickHouse-Summary"])["written_rows"] == "1"
        assert http(f"SELECT s FROM {table} FORMAT TSVRaw").data == b"FORMAT x; '\n"

    @pytest.mark.parametrize(
        ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("lz4", lz4.frame.compress)]
    )
    def test_takes_compressed_bodies(self, http: Http, table: str, encoding: str, pack: Any) -> None:
        data = b"".join(b'{"n":%d,"s":"x"}\n' % number for number in range(50_000))

        http(pack(data), query=f"INSERT INTO {table} FORMAT JSONEachRow", headers={"Content-Encoding": encoding})

        assert http(f"SELECT count() FROM {table}").data == b"50000\n"

    def test_writes_nothing_of_a_body_that_breaks_off(self, http: Http, table: str) -> None:
        def half() -> Iterator[bytes]:
            yield b"1\tone\n"
            raise ConnectionAbortedError

        with pytest.raises(urllib3.exceptions.ProtocolError):
            http(half(), query=f"INSERT INTO {table} FORMAT TSV")
        cut = gzip.compress(b"2\ttwo\n" * 1000)[:-12]
        broken = http(cut, query=f"INSERT INTO {table} FORMAT TSV", headers={"Content-Encoding": "gzip"})

        assert broken.status == 400
        assert http(f"SELECT count() FROM {table}").data == b"0\n"

    def test_stops_a_query_whose_client_went_away(self, http: Http) -> None:
        for _ in range(10):
            answer = http.pool.urlopen(
                "POST",
                "/",
                body="SELECT number FROM system.numbers",
                headers=http.headers,
                preload_content=False,
                release_conn=False,
            )
            assert answer.read(100).startswith(b"0\n1\n")
            answer.close()

        assert http("SELECT 1").data == b"1\n"

    def test_runs_values_selects_and_definitions_like_any_query(self, http: Http, table: str) -> None:
        assert http(f"INSERT INTO {table} VALUES (1, 'a'), (2, 'it\\'s FORMAT Native')").status == 200
        assert http(f"INSERT INTO {table} SELECT number, 'FORMAT x' FROM numbers(3)").status == 200
        assert http(f"/* why */ INSERT INTO {table} (n, s) -- so\n VALUES (1, 'b')").status == 200
        assert http(f"SELECT count() FROM {table}").data == b"6\n"

    def test_goes_on_after_an_error(self, http: Http, table: str) -> None:
        for _ in range(20):
            assert http(b"nonsense", query=f"INSERT INTO {table} FORMAT JSONEachRow").status == 400
            assert http("SELECT 1", nonsense="1").status == 400
            assert http("SELECT 1", **_SMUGGLED).status == 400
            assert http("SELECT 1").data == b"1\n"

    def test_knows_no_setting_that_would_lock_the_pool(self, http: Http) -> None:
        for _ in range(8):
            http("SELECT 1", readonly="1")
            http("SET max_threads = 1")

        assert http("SELECT getSetting('readonly')").data == b"0\n"

    def test_puts_parts_on_disk_before_it_answers(self, http: Http) -> None:
        settings = "SELECT name, value FROM system.merge_tree_settings WHERE name LIKE 'fsync%' ORDER BY name"
        assert http(settings).data == b"fsync_after_insert\t1\nfsync_part_directory\t1\n"
