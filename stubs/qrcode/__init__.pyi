from typing import TypeVar

from qrcode.image.base import BaseImage

_I = TypeVar("_I", bound=BaseImage)

def make(data: str, *, image_factory: type[_I], border: int = ...) -> _I: ...
