"""Where the front-end build put its files: names carry a hash of the content, the manifest maps plain names to them."""

import json
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

BUILD = Path(__file__).parent / "static" / "look" / "build"
MANIFEST = BUILD / "manifest.json"


def url(name: str) -> str:
    """The address of a built file, such as `app.js`; a file that was not built is an error."""
    return static(f"look/build/{_manifest(MANIFEST.stat().st_mtime_ns)[name]}")


@lru_cache(maxsize=1)
def _manifest(_changed_at: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(MANIFEST.read_text())
    return names
