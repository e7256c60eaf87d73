"""`twofold audit`: verified, exported, checked elsewhere, and tampered with in between."""

import re
from pathlib import Path

import pytest

from tests.core.chained import spend, the_owner
from tests.run.test_importing_from_the_terminal import twofold

pytestmark = pytest.mark.usefixtures("committed")


class TestTheAuditLog:
    def test_is_verified_exported_and_checked_until_somebody_tampers_with_it(self, tmp_path: Path) -> None:
        file = tmp_path / "audit.jsonl"
        spend(1, 2, 3)

        status, told = twofold("audit", "verify")
        assert status == 0, told
        found = re.search(r"Head: (\d+:[0-9a-f]{64})", told)
        assert found
        head = found[1]

        status, told = twofold("audit", "export", file)
        assert (status, file.read_bytes().count(b"\n")) == (0, int(head.split(":")[0])), told
        status, told = twofold("audit", "check", file)
        assert (status, f"The files hold. Head: {head}" in told) == (0, True), told

        status, told = twofold("audit", "verify", "--expect", head)
        assert status == 0, told
        status, told = twofold("audit", "verify", "--expect", "nonsense")
        assert (status, "A head is written as a number" in told) == (2, True), told

        with the_owner() as owner:
            owner.execute("TRUNCATE core_auditlink")
            owner.execute("DELETE FROM core_reader")
            owner.execute("UPDATE core_ledgerentry SET body = '{}' WHERE body->>'coins' = '2'")
        status, told = twofold("audit", "verify")
        assert status == 0, told
        status, told = twofold("audit", "verify", "--expect", head)
        assert (status, "The audit log does not hold." in told, "written anew" in told) == (1, True, True), told

        file.write_bytes(file.read_bytes().replace(b'"coins": 2', b'"coins": 3'))
        status, told = twofold("audit", "check", file)
        assert (status, "Entry number 2 is not what was written" in told) == (1, True), told

    def test_is_held_against_its_file_by_itself(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file = tmp_path / "audit.jsonl"
        spend(1, 2)
        assert twofold("audit", "verify")[0] == 0
        assert twofold("audit", "export", file)[0] == 0
        monkeypatch.setenv("TWOFOLD_AUDIT_FILE", str(file))
        assert twofold("audit", "verify")[0] == 0
        with the_owner() as owner:
            owner.execute("TRUNCATE core_auditlink")
            owner.execute("DELETE FROM core_reader")

        status, told = twofold("audit", "verify")

        assert (status, "written anew" in told) == (1, True), told

    def test_goes_to_those_who_ask_for_it_safely_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TWOFOLD_AUDIT_WEBHOOK_SECRET", "whsec_" + "A" * 32)
        for url in ("http://siem.example/audit", "ftp://siem.example", "https://user:pass@siem.example", "https:///x"):
            monkeypatch.setenv("TWOFOLD_AUDIT_WEBHOOK", url)
            status, told = twofold("settings")
            assert (status, "TWOFOLD_AUDIT_WEBHOOK:" in told) == (2, True), (url, told)
        monkeypatch.setenv("TWOFOLD_AUDIT_WEBHOOK", "https://siem.example/audit")
        assert twofold("settings")[0] == 0
        for secret in ("short", "whsec_AAAA", "whsec_ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ", ""):
            monkeypatch.setenv("TWOFOLD_AUDIT_WEBHOOK_SECRET", secret)
            status, told = twofold("settings")
            assert (status, "TWOFOLD_AUDIT_WEBHOOK" in told) == (2, True), (secret, told)

    def test_is_looked_at_by_the_doctor(self) -> None:
        spend(1, 2)
        assert twofold("audit", "verify")[0] == 0
        told = twofold("doctor")[1]
        assert "verified up to number 2" in told, told
        with the_owner() as owner:
            owner.execute("DELETE FROM core_ledgerentry WHERE body->>'coins' = '1'")
        assert twofold("audit", "verify")[0] == 1

        told = twofold("doctor")[1]

        assert "Entry number 1 was removed" in told, told
