"""The little SQL that Django has no words for."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Field, Func, Q
from django.db.models.sql.compiler import SQLCompiler


class Sql(Func):
    """An expression as it is written, with expressions of Django in the places of `{}`, in their order."""

    def __init__(self, written: str, *expressions: Any, output_field: "Field[Any, Any] | None" = None) -> None:
        super().__init__(*expressions, output_field=output_field or BooleanField())
        self.written = written

    def as_sql(self, compiler: SQLCompiler, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """Each expression in its place."""
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        sql = self.written.format(*(sql for sql, _ in compiled))
        return sql, tuple(parameter for _, parameters in compiled for parameter in parameters)


def holds(written: str, *expressions: Any) -> Q:
    """A condition as it is written."""
    return Q(Sql(written, *expressions))


def opposite(condition: Q) -> Q:
    """All that the condition leaves out, also those of whom it cannot be told: it is as a value that it is looked at."""
    return holds("({}) IS NOT TRUE", ExpressionWrapper(condition, BooleanField()))


class Met(Sql):
    """A condition to be looked at in each row that is passed, neither looked up by an index nor worked out for all rows first.

    Of a bare truth Postgres takes nothing to an index. With an OFFSET it no longer turns `EXISTS` into a table of all
    that exist, which it does whenever it expects few.
    """

    def __init__(self, condition: Q) -> None:
        super().__init__("({}) IS TRUE", ExpressionWrapper(condition, BooleanField()))

    def as_sql(self, *arguments: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        """As it is written, and each EXISTS, which Django ends with LIMIT 1, to be tried row by row."""
        sql, parameters = super().as_sql(*arguments, **more)
        return sql.replace("LIMIT 1)", "LIMIT 1 OFFSET 0)"), parameters
