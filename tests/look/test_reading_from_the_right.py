"""Pages mirror themselves where a language is read from the right: no style names a side of the screen."""

import re

import pytest

from tests.house.files import ROOT

pytestmark = pytest.mark.no_database

STYLES = ROOT / "frontend" / "src" / "css"
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:(?:scroll-)?(?:margin|padding)|border)-(?:left|right)(?:-\w+)?|left|right)\s*:"
    r"|(?<![\w-])(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


class TestAStyle:
    @pytest.mark.parametrize("style", ["margin-left: 4px", "right: 0", "text-align: right", "border-left-color: red"])
    def test_that_names_a_side_is_found(self, style: str) -> None:
        assert PHYSICAL.search(f"a {{ {style}; }}")

    def test_names_where_a_line_begins_and_ends_instead(self) -> None:
        physical = [
            f"{path.relative_to(ROOT)}:{number}: {found[0]}"
            for path in sorted(STYLES.rglob("*.css"))
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if (found := PHYSICAL.search(line))
        ]

        assert physical == []
