from typing_extensions import Buffer

def compress(data: Buffer) -> bytes: ...

class LZ4FrameDecompressor:
    eof: bool
    unused_data: bytes | None
    def decompress(self, data: bytes, /) -> bytes: ...
