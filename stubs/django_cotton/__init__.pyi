from typing import Any

from django.http import HttpRequest  # noqa: TID251

def render_component(
    request: HttpRequest, component_name: str, context: dict[str, Any] | None = None, **kwargs: Any
) -> str: ...
