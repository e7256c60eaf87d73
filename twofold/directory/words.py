"""The words that people and accounts are found by: learnt when records are written, put in order at night."""

import re
from collections.abc import Iterable

from twofold.directory import bulk

_WORD = re.compile(r"[a-z]{3,30}")

LEARN = """
INSERT INTO directory_word (word)
SELECT v.word FROM unnest(%(words)s::text[]) AS v (word)
WHERE NOT EXISTS (SELECT FROM directory_word w WHERE w.word = v.word COLLATE "C")
"""
SETTLE = """
WITH borne AS MATERIALIZED (
    SELECT DISTINCT word COLLATE "C" AS word FROM (
        SELECT unnest(tsvector_to_array(search)) FROM directory_person WHERE search IS NOT NULL
        UNION ALL SELECT unnest(tsvector_to_array(search)) FROM directory_account WHERE search IS NOT NULL
    ) AS found (word) WHERE word ~ '^[a-z]{3,30}$'
), kept AS (
    SELECT min(w.id) AS id FROM directory_word w JOIN borne USING (word) GROUP BY w.word
), forgotten AS (
    DELETE FROM directory_word w WHERE NOT EXISTS (SELECT FROM kept WHERE kept.id = w.id)
)
INSERT INTO directory_word (word)
SELECT word FROM borne b WHERE NOT EXISTS (SELECT FROM directory_word w WHERE w.word = b.word) ORDER BY word
"""


def learn(tokens: Iterable[str]) -> None:
    """Remember those of the tokens that are words. One statement; whoever learns the same word just now is not waited for."""
    words = sorted({token for token in tokens if _WORD.fullmatch(token)})
    if words:
        bulk.change(LEARN, {"words": words})


def settle() -> None:
    """Keep each word that somebody is found by once, and forget the others. Reads what everybody is found by."""
    bulk.run(SETTLE, fetch=False)
