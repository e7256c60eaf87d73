"""Files: in and out piece by piece, the same bytes, gone after a month."""

import random
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings

from tests.makers import SYSTEM, a_colleague, a_customer, a_person
from twofold.core import files, unit
from twofold.core.actor import PermissionMissing
from twofold.core.files import FileEmpty, FileNotFound, FileTooLarge
from twofold.core.models import File, FilePiece, LedgerEntry
from twofold.core.unit import unit_of_work


def some(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def bits(content: bytes, size: int = 64_000) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


class TestAFile:
    def test_comes_out_as_it_went_in(self) -> None:
        content = some(3_456_789)

        kept = files.keep(SYSTEM, bits(content), name="people.csv")

        assert b"".join(files.read(SYSTEM, kept.id)) == content
        assert (kept.size, FilePiece.objects.filter(file=kept).count()) == (3_456_789, 4)

    def test_is_written_in_the_ledger(self) -> None:
        kept = files.keep(SYSTEM, [b"name\nAda\n"], name="people.csv")

        entry = LedgerEntry.objects.get(name="core.file.kept")
        assert entry.body == {"file_id": str(kept.id), "name": "people.csv", "size": 9}

    def test_is_opened_as_one_on_disk_as_often_as_one_likes(self) -> None:
        kept = files.keep(SYSTEM, bits(a_zip()), name="people.zip")

        for _ in range(2):
            with files.opened(SYSTEM, kept.id) as path, zipfile.ZipFile(path) as opened:
                assert opened.read("a.txt") == b"Ada"

    def test_stays_open_while_others_are(self) -> None:
        first, *more = [files.keep(SYSTEM, [f"{n}".encode()], name="n") for n in range(8)]

        with files.opened(SYSTEM, first.id) as path:
            for one in more:
                with files.opened(SYSTEM, one.id) as other:
                    assert other.read_bytes() != b"0"
            assert path.read_bytes() == b"0"

    def test_leaves_nothing_in_any_directory(self) -> None:
        kept = files.keep(SYSTEM, [b"Ada"], name="n")

        with files.opened(SYSTEM, kept.id) as path:
            assert "deleted" in str(path.readlink())

    @pytest.mark.parametrize(
        ("sent", "kept"), [("C:\\temp\\a.csv", "a.csv"), ("../../etc/passwd", "passwd"), ("\0", "file"), ("", "file")]
    )
    def test_is_named_without_its_folders(self, sent: str, kept: str) -> None:
        assert files.keep(SYSTEM, [b"x"], name=sent).name == kept

    def test_is_forgotten_after_a_month(self) -> None:
        old, young = (files.keep(SYSTEM, [b"x"], name=name) for name in ("old", "young"))
        File.objects.filter(id=old.id).update(kept_at=unit.now() - timedelta(days=31))

        assert files.forget_old() == 1

        assert files.find(SYSTEM, young.id).name == "young"
        with pytest.raises(FileNotFound):
            files.find(SYSTEM, old.id)
        assert not FilePiece.objects.filter(file_id=old.id).exists()


class TestAFileThatIsRefused:
    def test_is_too_large(self) -> None:
        with override_settings(UPLOAD_LIMIT=1_500_000), pytest.raises(FileTooLarge, match="larger than") as refused:
            files.keep(SYSTEM, bits(some(1_600_000)), name="big")

        assert refused.value.limit == 1_500_000

    def test_is_empty(self) -> None:
        with pytest.raises(FileEmpty):
            files.keep(SYSTEM, [], name="nothing")

    def test_leaves_nothing_when_it_is_given_up(self) -> None:
        keeping = files.begin(SYSTEM, name="half")
        keeping.write(some(1_200_000))

        keeping.give_up()

        assert (File.objects.count(), FilePiece.objects.count()) == (0, 0)


class TestSomebodyElse:
    def test_needs_the_permission(self) -> None:
        kept = files.keep(SYSTEM, [b"Ada"], name="n")
        colleague = a_colleague(without="core:file:use")

        with pytest.raises(PermissionMissing):
            files.keep(colleague, [b"x"], name="n")
        with pytest.raises(PermissionMissing):
            files.read(colleague, kept.id)
        with pytest.raises(PermissionMissing), files.opened(colleague, kept.id):
            pass

    @pytest.mark.parametrize("table", ["core_file", "core_filepiece"])
    def test_who_is_a_customer_reaches_no_table_of_files(self, table: str) -> None:
        files.keep(SYSTEM, [b"Ada"], name="n")
        eve = a_customer(a_person())

        with unit_of_work(eve), connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(f"SELECT * FROM {table}")


def a_zip() -> bytes:
    from io import BytesIO

    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "Ada")
    return written.getvalue()
