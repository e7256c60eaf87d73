"""Files and functions that fit a head. The aim is 300 and 30 lines; these are the hard stops."""

import ast

import pytest

from tests.house.files import below, named, syntax

pytestmark = pytest.mark.no_database

LONGEST_FILE = 400
LONGEST_TEST = 500
LONGEST_FUNCTION = 60


class TestSizes:
    def test_of_files_stay_readable(self) -> None:
        long = {
            named(path): lines
            for suffix in (".py", ".js", ".css", ".html")
            for path in below("twofold", "bench", "frontend", suffix=suffix)
            if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
        }

        assert long == {}

    def test_of_tests_stay_readable(self) -> None:
        long = {
            named(path): lines
            for path in below("tests", suffix=".py")
            if (lines := len(path.read_text().splitlines())) > LONGEST_TEST
        }

        assert long == {}

    def test_of_functions_stay_readable(self) -> None:
        long = {
            f"{named(path)}: {function.name}": lines
            for path in below("twofold", "bench", "tests", suffix=".py")
            for function in ast.walk(syntax(path))
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
        }

        assert long == {}
