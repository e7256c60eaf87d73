"""Pictures for tests, and what only says that it is one."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw, PngImagePlugin

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.cookie)</script></svg>"""


def a_logo(*, color: str = "#aa3355", size: tuple[int, int] = (400, 80), kind: str = "PNG") -> bytes:
    """A disc and a bar; as PNG or WebP on nothing, as JPEG on white."""
    is_bare = kind != "JPEG"
    logo = Image.new("RGBA" if is_bare else "RGB", size, (0, 0, 0, 0) if is_bare else "white")
    pen = ImageDraw.Draw(logo)
    pen.ellipse((0, 0, size[1] - 1, size[1] - 1), fill=color)
    pen.rectangle((size[1] + 12, size[1] // 3, size[0] - 1, 2 * size[1] // 3), fill=color)
    made = BytesIO()
    more = PngImagePlugin.PngInfo()
    more.add_text("Comment", "the designer's phone")
    logo.save(made, kind, **({"pnginfo": more} if kind == "PNG" else {}))
    return made.getvalue()


def a_bomb(*, width: int = 50_000, height: int = 50_000) -> bytes:
    """A small PNG that would fill gigabytes once it is unpacked."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
