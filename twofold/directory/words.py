"""The words that people and accounts are found by: learnt when records are written, put in order once a week."""

import re
from collections.abc import Iterable

from twofold.directory import bulk

_WORD = re.compile(r"[a-z]{3,30}")
_BETWEEN = str.maketrans(".@_+-", "     ")

LEARN = """
INSERT INTO directory_word (word)
SELECT v.word FROM unnest(%(words)s::text[]) AS v (word)
WHERE NOT EXISTS (SELECT FROM directory_word w WHERE w.word = v.word COLLATE "C")
"""
SETTLE = """
WITH borne AS MATERIALIZED (
    SELECT DISTINCT word COLLATE "C" AS word FROM (
        SELECT search FROM directory_person WHERE search IS NOT NULL
        UNION ALL SELECT search FROM directory_account WHERE search IS NOT NULL
    ) AS found, string_to_table(translate(array_to_string(tsvector_to_array(search), ' '), '.@_+-', '     '), ' ') AS word
    WHERE word ~ '^[a-z]{3,30}$'
), kept AS (
    SELECT min(w.id) AS id FROM directory_word w JOIN borne USING (word) GROUP BY w.word
), forgotten AS (
    DELETE FROM directory_word w WHERE NOT EXISTS (SELECT FROM kept WHERE kept.id = w.id)
)
INSERT INTO directory_word (word)
SELECT word FROM borne b WHERE NOT EXISTS (SELECT FROM directory_word w WHERE w.word = b.word) ORDER BY word
"""


def learn(tokens: Iterable[str]) -> None:
    """Remember the words in the tokens. One statement; whoever learns the same word just now is not waited for."""
    parts = " ".join(tokens).translate(_BETWEEN).split(" ")
    words = sorted({part for part in parts if _WORD.fullmatch(part)})
    if words:
        bulk.change(LEARN, {"words": words})


def settle() -> None:
    """Keep each word that somebody is found by once, and forget the others. Reads what everybody is found by."""
    bulk.run(SETTLE, fetch=False)
