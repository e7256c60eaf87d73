from collections.abc import Callable
from typing import Any

login: Callable[..., Any]
logout: Callable[..., Any]
signup: Callable[..., Any]
