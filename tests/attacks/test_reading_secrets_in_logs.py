"""Somebody reads the logs, which go to places that the secrets must not go to."""

import logging

import pytest

from twofold.run.config import Config
from twofold.run.logs import set_up_logs

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize("is_json", [True, False])
def test_a_failure_is_logged_without_what_was_in_its_variables(
    is_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        set_up_logs(Config(log_json=is_json))
        try:
            _fail("-".join(["hunter2"] * 2))
        except ValueError:
            logging.getLogger("test").exception("it.failed")
    finally:
        root.handlers, root.level = before

    logged = capsys.readouterr().err
    assert "it.failed" in logged
    assert "ValueError" in logged
    assert "hunter2-hunter2" not in logged
    assert "HUNTER2" not in logged


def _fail(password: str) -> None:
    secret = password.upper()
    raise ValueError(len(secret))
