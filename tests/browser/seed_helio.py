"""An organisation with an owner, people, a group and applications, and a session for two of them. Prints ids and session keys."""

import json
import sys
from typing import TYPE_CHECKING

from twofold.run.setup import ready

if TYPE_CHECKING:
    from uuid import UUID


def seed() -> dict[str, str]:
    """Everybody and everything, added as staff would."""
    from twofold.access.models import Role
    from twofold.access.verbs import applications, assignments, grants, groups
    from twofold.access.verbs.assignments import Whom
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import accounts, memberships, people

    actor = Actor.system("browser tests")
    with unit_of_work(actor):
        above = accounts.add(actor, fields={"name": "Helio Group"}, kind="customer")
        helio = accounts.add(
            actor, fields={"name": "Helio Pumps", "city": "Porto", "country": "PT"}, kind="customer", parent_id=above.id
        )
        accounts.add_identifier(actor, helio.id, kind="domain", value="helio-pumps.example")
        names = ("Olga Reis", "Ben Prata", "Gus Guest", "Chiara Ricci", "Mikael Sørensen")
        members = [
            memberships.add(
                actor,
                people.add(actor, fields={"name": name}).id,
                helio.id,
                fields={"title": "Purchasing", "standing": "guest" if "Guest" in name else "member"},
            )
            for name in names
        ]
        roles = {one.key: one.id for one in Role.objects.filter(account=None)}
        grants.give(actor, [members[0].id], roles["owner"])
        grants.give(actor, [members[3].id, members[4].id], roles["buyer"])
        group = groups.make(actor, helio.id, name="Workshop", description="Everybody who orders parts")
        groups.put(actor, group.id, [members[1].id], is_owner=True)
        groups.put(actor, group.id, [members[2].id, members[3].id])
        shop = applications.declare(
            actor, name="Parts shop", address="https://shop.example", icon="shopping-cart", is_for_all=True
        )
        assignments.assign(actor, shop.id, helio.id, whom=Whom(groups=(group.id,)))
        sessions = {who: _session(one.person_id, helio.id) for who, one in zip(("olga", "ben"), members, strict=False)}
        return sessions | {
            "ben_membership": str(members[1].id),
            "group": str(group.id),
            "shop": str(shop.id),
            "admin_role": str(roles["admin"]),
        }


def _session(person_id: "UUID", account_id: "UUID") -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    from twofold.access.sessions import CONTEXT

    person = get_user_model().objects.get(pk=person_id)
    session = SessionStore()
    session[SESSION_KEY] = str(person_id)
    session[BACKEND_SESSION_KEY] = "twofold.access.backends.Backend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[CONTEXT] = str(account_id)
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    with ready("browser tests"):
        json.dump(seed(), sys.stdout)
