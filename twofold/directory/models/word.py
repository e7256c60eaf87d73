"""Words: what people and accounts are called by, each once, to be compared with what was mistyped."""

from django.db import models


class Word(models.Model):
    """A word of a name, an address or a domain, in plain letters.

    Two that write the same new word at once both put it down, instead of the second waiting for the first to end: hence
    no unique constraint. The weekly round leaves one of them.
    """

    id = models.BigAutoField(primary_key=True)
    word = models.CharField(max_length=30, db_collation="C")

    class Meta:
        indexes = (models.Index(fields=("word",), name="word_by_letters"),)

    def __str__(self) -> str:
        return self.word
