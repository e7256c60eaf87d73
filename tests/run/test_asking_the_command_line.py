"""The command line before any engine runs: versions, settings, and a sentence for what cannot be done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from twofold.run.config import PREFIX, Config

pytestmark = pytest.mark.no_database


def twofold(*command: object, **environment: str) -> tuple[int, str, str]:
    """The status, what was printed and what was said on standard error, on a narrow terminal."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    done = subprocess.run(
        [sys.executable, "-m", "twofold.run.cli", *map(str, command)],
        env=bare | {"COLUMNS": "80"} | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


class TestTheVersion:
    def test_is_printed(self) -> None:
        assert twofold("--version") == (0, "Twofold 0.1.0\n", "")


class TestTheSettings:
    def test_have_their_whole_names_and_values_on_a_line_each(self) -> None:
        status, told, _ = twofold("settings", TWOFOLD_PORT="8123", TWOFOLD_MAIL_URL="smtp://ada:secret@mail.example")

        lines = told.splitlines()
        assert status == 0
        assert {line.split(" =")[0] for line in lines if line.startswith(PREFIX)} == {
            PREFIX + name.upper() for name in Config.model_fields
        }
        assert "TWOFOLD_PORT = 8123" in lines
        assert "TWOFOLD_MAIL_URL = ••••" in lines
        assert "TWOFOLD_DATABASE_URL =" in lines

    @pytest.mark.parametrize(
        ("host", "shown"),
        [
            ("127.0.0.1", "localhost"), ("::1", "localhost"), ("0.0.0.0", "localhost"), ("::", "localhost"),
            ("192.168.1.7", "192.168.1.7"), ("fd00::7", "[fd00::7]"), ("crm.example.com", "crm.example.com"),
        ],
    )  # fmt: skip
    def test_show_this_machine_by_a_name_for_browsers_make_no_passkeys_without(self, host: str, shown: str) -> None:
        _, told, _ = twofold("settings", TWOFOLD_HOST=host, TWOFOLD_PORT="8123")

        assert f"TWOFOLD_BASE_URL = http://{shown}:8123" in told.splitlines()


class TestWhatCannotBeDone:
    def test_is_said_as_it_was_typed(self) -> None:
        assert twofold("import", "[/x] [red].csv") == (2, "", "twofold: There is no file [/x] [red].csv.\n")

    @pytest.mark.parametrize("operation", [(), ("01980c2f",)])
    def test_names_what_taking_an_import_back_wants(self, operation: tuple[str, ...]) -> None:
        assert twofold("import", "undo", *operation) == (
            2, "", "twofold: Name the import to take back by its id, as `twofold import` printed it.\n",
        )  # fmt: skip

    def test_is_said_of_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        status, told, complained = twofold("doctor", TWOFOLD_DATA=str(tmp_path / "file" / "data"))

        assert (status, told) == (2, "")
        assert complained == f"twofold: The data directory {tmp_path}/file/data cannot be used: Not a directory.\n"
