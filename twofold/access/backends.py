"""Whom a password lets in, and who is asked for by a session."""

from functools import cache
from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.db.models import JSONField

from twofold.access.second_steps import ASKED

# A person comes with all of their addresses, of which django-allauth asks again at every stage, and with what else stages ask.
WITH_ADDRESS = f"""
SELECT {{person}}, e.verified AS has_proven_it, {ASKED.format(person="p.id")} AS has_second_step,
    (SELECT json_agg(a) FROM account_emailaddress a WHERE a.user_id = p.id) AS addresses
FROM account_emailaddress e JOIN directory_person p ON p.id = e.user_id
WHERE e.email = %s ORDER BY e.verified DESC, e.id
"""  # noqa: S608 - a part of ours, without input
WITH_ID = "SELECT {person} FROM directory_person p WHERE p.id = %s"


class Backend(AuthenticationBackend):
    """By a proven or primary address and a password; never somebody who was removed or became part of another person."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:  # type: ignore[override]
        """Asked at sign-in, and again at every request of the session."""
        is_gone = getattr(user, "deleted_at", None) or getattr(user, "merged_into_id", None)
        return not is_gone and super().user_can_authenticate(user)  # type: ignore[arg-type]

    def get_user(self, user_id: UUID) -> AbstractBaseUser | None:  # type: ignore[override]
        """Of a session, at each of its requests."""
        user = next((user for user, _ in _people(WITH_ID, user_id)), None)
        return user if self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        """One statement. Where somebody has proven the address, nobody else is asked for."""
        found = []
        for user, (has_proven_it, has_second_step, addresses) in _people(WITH_ADDRESS, email.lower()):
            EmailAddress.objects.fill_cache_for_user(user, [EmailAddress(**one) for one in addresses])
            user.has_proven_it, user.has_second_step = has_proven_it, has_second_step
            user.is_as_kept = True  # whoever goes on later with this sign-in is read anew (adapters.stages)
            found.append(user)
        proven = [one for one in found if one.has_proven_it]
        return next((one for one in proven or found if self._check_password(one, password)), None)


def _people(statement: str, of: str | UUID) -> list[tuple[Any, tuple[Any, ...]]]:
    """People as they are kept, and what else was asked of each.

    Without what the ORM does to find out how to ask and how to read, which costs more than the answer.
    """
    person = get_user_model()
    width = len(person._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(person=_columns()), [of])
        return [(person.from_db(connection.alias, (), row[:width]), row[width:]) for row in cursor.fetchall()]


@cache
def _columns() -> str:
    """All of them, in the order of the model; of JSON as what it says."""
    fields = get_user_model()._meta.concrete_fields
    return ", ".join(f'p."{one.column}"{"::json" if isinstance(one, JSONField) else ""}' for one in fields)
