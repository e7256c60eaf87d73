"""The walls between the rooms that import-linter cannot see."""

import ast

import grimp
import pytest

from tests.house.files import DOORS, ROOT, below, named, syntax

pytestmark = pytest.mark.no_database


@pytest.fixture(scope="module")
def house() -> grimp.ImportGraph:
    return grimp.build_graph("twofold", exclude_type_checking_imports=True, cache_dir=str(ROOT / ".cache" / "grimp"))


class TestARoom:
    def test_keeps_its_tables_to_itself(self, house: grimp.ImportGraph) -> None:
        strangers = [
            f"{guest} -> {table}"
            for table in sorted(house.modules)
            if ".models" in table
            for guest in sorted(house.find_modules_that_directly_import(table))
            if guest.split(".")[1] != table.split(".")[1]
        ]

        assert strangers == []

    def test_says_what_it_is_for(self) -> None:
        silent = [
            named(path)
            for path in below("twofold", suffix=".py")
            if path.name == "__init__.py"
            and path.parents[1] == ROOT / "twofold"
            and not ast.get_docstring(syntax(path))
        ]

        assert silent == []

    def test_guards_each_of_its_verbs(self) -> None:
        unguarded = [
            f"{named(path)}: {function.name}"
            for path in below("twofold", suffix=".py")
            if path.parent.name == "verbs"
            for function in syntax(path).body
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
            if not any(_is_verb(decorator) for decorator in function.decorator_list)
        ]

        assert unguarded == []

    def test_listens_to_no_signals(self) -> None:
        listeners = [
            named(path)
            for path in below("twofold", suffix=".py")
            for node in ast.walk(syntax(path))
            if isinstance(node, ast.ImportFrom | ast.Import)
            if _imported(node) & {"django.dispatch", "django.db.models.signals", "django.core.signals"}
        ]

        assert listeners == []


class TestADoor:
    def test_touches_no_rows(self) -> None:
        touches = [
            f"{named(path)}:{touch.lineno} .{touch.attr}"
            for path in below("twofold", suffix=".py")
            if path.relative_to(ROOT).parts[1] in DOORS
            for touch in _touches(syntax(path))
        ]

        assert touches == []

    def test_knows_no_other_door(self, house: grimp.ImportGraph) -> None:
        meetings = [
            f"{door} -> {other}"
            for door in DOORS
            for other in DOORS
            if door != other and {f"twofold.{door}", f"twofold.{other}"} <= house.modules
            if house.find_shortest_chain(f"twofold.{door}", f"twofold.{other}", as_packages=True)
        ]

        assert meetings == []


def _touches(door: ast.Module) -> list[ast.Attribute]:
    """Where rows are read or written; a verb may well be called `saved_views.save`."""
    verbs = {
        alias.asname or alias.name
        for statement in ast.walk(door)
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").endswith(".verbs")
        for alias in statement.names
    }
    return [
        node
        for node in ast.walk(door)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "filter", "save", "delete"}
        if not (isinstance(node.value, ast.Name) and node.value.id in verbs)
    ]


def _is_verb(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(call, ast.Name) and call.id == "verb"


def _imported(node: ast.ImportFrom | ast.Import) -> set[str]:
    """The modules that a statement imports, whichever way it says so."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
