"""Which encoding a text is in."""

import codecs
from itertools import pairwise
from pathlib import Path

from charset_normalizer import from_bytes

BLOCK = 1_000_000
EVIDENCE = 64_000
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "utf-16-le": "Unicode (UTF-16, little-endian)",
    "utf-16-be": "Unicode (UTF-16, big-endian)",
    "utf-32": "Unicode (UTF-32)",
    "cp1252": "Western European (Windows-1252)",
    "iso8859-1": "Western European (Latin-1)",
    "iso8859-15": "Western European (Latin-9)",
    "mac-roman": "Western European (Mac)",
    "cp437": "Western European (DOS, US)",
    "cp850": "Western European (DOS)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859-2": "Central European (Latin-2)",
    "cp1257": "Baltic (Windows-1257)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8-r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp932": "Japanese (Shift-JIS)",
    "euc-jp": "Japanese (EUC-JP)",
    "gb18030": "Chinese (GB18030)",
    "big5": "Chinese (Big5)",
    "cp949": "Korean (Windows-949)",
}
ALIKE = ("cp1252", "cp1250", "cp1254", "cp1257")  # the same letters for most of Europe: the first that reads as words
TRIED = [name.replace("-", "_") for name in ENCODINGS if not name.startswith("utf")]
SIGNS = frozenset("–—’‘“”„…«»€°§·´`¨\u00a0ªº№&")  # that stand in tables beside letters


def guess_encoding(path: Path) -> str:
    """By its mark, by its zeros, by being UTF-8 from end to end but for slips, and else by how it reads."""
    with path.open("rb") as file:
        beginning = file.read(EVIDENCE)
    for mark, encoding in MARKS:
        if beginning.startswith(mark):
            return encoding
    return _by_zeros(beginning) or _by_reading(path)


def _by_zeros(beginning: bytes) -> str:
    """Text of two bytes a character without a mark: every other byte of what is plain is zero."""
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    if max(even, odd) < len(beginning) / 5 or min(even, odd) > max(even, odd) / 10:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _by_reading(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    right, wrong, evidence = 0, 0, bytearray()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            text = decoder.decode(block)
            if not text.isascii():
                slips = text.count("\ufffd")
                wrong += slips
                right += len(block) - len(text)
                if slips and len(evidence) < EVIDENCE:
                    evidence += b"\n".join(line for line in block.splitlines() if not line.isascii())[:EVIDENCE]
    if wrong * 20 <= right:
        return "utf-8"
    return _by_words(bytes(evidence))


def _by_words(evidence: bytes) -> str:
    found = [match.encoding.replace("_", "-") for match in from_bytes(evidence, cp_isolation=TRIED)]
    if found and found[0] not in ALIKE and found[0] != "iso8859-15":
        return found[0]
    words = (encoding for encoding in ALIKE if _reads_as_words(evidence, encoding))
    return next(words, next((encoding for encoding in found if encoding not in ALIKE), "cp1252"))


def _reads_as_words(evidence: bytes, encoding: str) -> bool:
    try:
        text = evidence.decode(encoding)
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if not character.isascii()]
    odd = sum(not (character.isalpha() or character in SIGNS) for character in foreign)
    shouted = sum(before.islower() and here.isupper() and not here.isascii() for before, here in pairwise(text))
    return (odd + shouted) * 20 <= len(foreign)
