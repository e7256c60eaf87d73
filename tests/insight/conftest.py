"""What tests of counting share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.events.tracking import Endpoint


@pytest.fixture
def endpoint(committed: None) -> Iterator["Endpoint"]:
    """A tracking endpoint with a source; both engines are emptied afterwards."""
    from tests.events.tracking import an_endpoint

    with an_endpoint() as mine:
        yield mine
