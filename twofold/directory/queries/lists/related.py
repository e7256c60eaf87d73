"""Comparing what is kept beside a record: its tags, the domains of an account, what a person is to us."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from twofold.directory.conditions import Operator
from twofold.directory.models import AccountIdentifier, Membership, Tag, Tagging
from twofold.directory.queries.lists.columns import WORD, beginning_words
from twofold.directory.queries.lists.fields import ListField


class _Tags:
    """Tags are the same however they are spelt; of a tag's id Postgres knows how many wear it, of its name it does not."""

    def present(self, field: ListField) -> Q:
        return Q(Exists(self._worn(field)))

    def compared(self, field: ListField, operator: Operator, values: Sequence[Any]) -> Q:  # noqa: ARG002
        wanted = Q(*(Q(name__iexact=name.strip()) for name in values), _connector=Q.OR)
        tags = list(Tag.objects.filter(wanted).values_list("id", flat=True))
        return Q(Exists(self._worn(field).filter(tag__in=tags)))

    def _worn(self, field: ListField) -> QuerySet[Tagging]:
        return Tagging.objects.filter(**{field.part: OuterRef(field.path)})


class _Domains:
    """The domains that an account is known by."""

    def present(self, field: ListField) -> Q:
        return Q(Exists(self._known(field)))

    def compared(self, field: ListField, operator: Operator, values: Sequence[Any]) -> Q:
        if operator == Operator.HAS:
            return Q(Exists(self._known(field).filter(beginning_words("value", WORD.findall(values[0])))))
        return Q(Exists(self._known(field).filter(value__in=[value.strip().lower() for value in values])))

    def _known(self, field: ListField) -> QuerySet[AccountIdentifier]:
        domains = AccountIdentifier.objects.filter(kind=AccountIdentifier.Kind.DOMAIN)
        return domains.filter(account=OuterRef(field.path))


class _PersonKind:
    """Staff are staff first of all; who is in an account is a contact, and everybody else is a consumer."""

    def present(self, field: ListField) -> Q:
        return Q((f"{field.path}__isnull", False))

    def compared(self, field: ListField, operator: Operator, values: Sequence[Any]) -> Q:  # noqa: ARG002
        return Q(*(self._is(field, kind) for kind in values), _connector=Q.OR)

    def _is(self, field: ListField, kind: str) -> Q:
        of = field.path.removesuffix("id")
        if kind == "staff":
            return Q((f"{of}is_staff", True))
        in_one = Exists(Membership.objects.filter(person=OuterRef(field.path), ended_at=None))
        return Q(in_one if kind == "contact" else ~in_one) & Q((f"{of}is_staff", False))


TAGS, DOMAINS, PERSON_KIND = _Tags(), _Domains(), _PersonKind()
