"""What tests that send events share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.events.tracking import Endpoint


@pytest.fixture
def endpoint(committed: None) -> Iterator["Endpoint"]:  # noqa: ARG001 - events are committed
    """A tracking endpoint with a source; both engines are emptied afterwards."""
    from tests.events.tracking import an_endpoint  # noqa: PLC0415 - settings exist only after pytest_configure

    with an_endpoint() as mine:
        yield mine
