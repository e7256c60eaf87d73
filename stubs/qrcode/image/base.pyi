from typing import BinaryIO

class BaseImage:
    def save(self, stream: BinaryIO) -> None: ...
