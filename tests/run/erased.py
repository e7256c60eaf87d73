"""Somebody of whom everything is kept that can be kept, a made-up word in each, and where these words stand."""

import os
from collections.abc import Iterator
from unittest.mock import patch
from uuid import UUID

import psycopg
from allauth.socialaccount.models import SocialAccount

from tests.access.inviting import a_guests_place, an_organisation
from tests.directory.importing import bring_in, plan_of
from tests.events.tracking import Endpoint, a_track, read_ledger
from tests.mailbox import do_due_jobs
from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from tests.pictures import a_logo
from tests.portal.proving import browser_of, with_a_proven_address
from twofold.access.joining.inviting import Wording
from twofold.access.models import ApiKey, Passkey, Phone
from twofold.access.queries import customer_of
from twofold.access.sites import site_at
from twofold.access.verbs import downloads, farewells, invitations, requests, selves
from twofold.core import clock, operations
from twofold.core.models import Operation
from twofold.core.unit import unit_of_work
from twofold.directory.changes import Change, Do
from twofold.directory.models import Person
from twofold.directory.verbs import bulk_edits, consents, custom_fields, identifiers, notes, people, tags
from twofold.events.store.client import client

MAIL = "xulvane@helio.example"
KEPT = {"core_filepiece"}  # the files of imports lie there for a month, packed
WORDS = (
    "zweramir", "quondel", "xulvane", "15123456789", "brimtosk", "flondrake", "grelvicar", "ostrimba", "vundrel", "kelprix",
    "yondrake", "smerlock", "dralmuth", "hoskwin", "trovnik", "worbly", "ekthorn", "jolvex", "crundle", "plizzard",
    "mistrosk", "nobbelin", "tarquist",
)  # fmt: skip


def somebody(endpoint: Endpoint) -> UUID:
    """Zweramir Quondel, whom every room knows. What is committed is committed."""
    with unit_of_work(SYSTEM):
        custom_fields.define(SYSTEM, subject="person", key="shoe", label="Shoe", kind="text")
        zwera = with_a_proven_address(MAIL, given_name="Zweramir", family_name="Quondel", phone="+4915123456789")
        jana = a_colleague()
        people.edit(SYSTEM, zwera.id, fields={"shoe": "Brimtosk", "city": "Ostrimba"})
        notes.write(jana, body="Met at the Flondrake fair", person_id=zwera.id)
        tags.tag_people(jana, [zwera.id], tag="Fair")
        consents.give(SYSTEM, zwera.id, purpose="news", channel="email", source="Vundrel form")
        identifiers.add(SYSTEM, zwera.id, kind="loyalty_card", value="Tarquist-77")
        a_membership(zwera, an_account(), title="Grelvicar")
        part = a_person(name="Yondrake Pelf", email="pelf@old.example")
        people.merge(jana, zwera.id, part.id, evidence="Both say Yondrake")
        edit = bulk_edits.edit_people(jana, Change(Do.SET, fields={"city": "Lund"}), whom=[zwera.id])
    operations.carry(edit.id)
    _import()
    _track(endpoint)
    _asked(zwera)
    _ways_in(zwera)
    work()
    return zwera.id


def _import() -> None:
    plan = plan_of("mail,city,phone", "person.email", "person.city", "person.phone", on_match="overwrite")
    with unit_of_work(SYSTEM):
        bring_in(f"mail,city,phone\n{MAIL},Kelprix,\n{MAIL},Bergen,mistrosk\n", plan)
        bring_in(f"mail,city,phone\n{MAIL},Kelprix,\n", plan, dry_run=True)


def _ways_in(zwera: Person) -> None:
    with unit_of_work(SYSTEM):
        SocialAccount.objects.create(user=zwera, provider="x", uid="4711", extra_data={"nick": "Crundle"})
        Passkey.objects.create(
            person=zwera, name="Trovnik", rp_id="x", credential_id=b"1", public_key=b"1", sign_count=0,
            aaguid="019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77", may_sign_in=True, is_backed_up=False, created_at=clock.now(),
        )  # fmt: skip
        Phone.objects.create(person=zwera, number="+4915123456789", is_first=True, proven_at=clock.now())
        browser = browser_of(zwera)
    assert browser.get("/my/", headers={"user-agent": "Plizzard/1"}).status_code == 200


def _asked(zwera: Person) -> None:
    with unit_of_work(SYSTEM):
        me, atlas = customer_of(zwera.id), an_organisation()
        invitations.invite(atlas.actor, atlas.atlas.id, MAIL, a_guests_place(), Wording(message="Hello Nobbelin"))
        requests.ask(me, company="Ekthorn & Co", message="Let me in", site_id=site_at("").id)
        ApiKey.objects.create(
            person=zwera, name="Jolvex", digest=b"1", hint="1234", scopes=["x"], created_at=clock.now(),
        )  # fmt: skip
        selves.take_photo(me, a_logo())
        downloads.gather(SYSTEM, downloads.ask(me), site_id=None)
        farewells.ask(me, reason="Worbly", site=site_at(""))


def _track(endpoint: Endpoint) -> None:
    seen = {"page": {"url": "https://shop.example/?q=hoskwin"}}
    endpoint.batch(
        a_track("Looked", anonymousId="dralmuth-1", context=seen),
        {"type": "identify", "anonymousId": "dralmuth-1", "traits": {"email": MAIL, "shirt": "Smerlock"}},
        a_track("Bought", anonymousId="dralmuth-1", properties={"what": "hoskwin"}),
        {"type": "dance", "anonymousId": "dralmuth-1"},
    )
    read_ledger()


def carried(operation_id: UUID) -> Operation:
    """To its end, with a worker at work beside."""
    with patch("twofold.core.operations.carrying.TRIES", 1):
        return operations.carry(operation_id, tell=lambda _: work())


def work() -> None:
    """What a worker does meanwhile: readers, and jobs that are due."""
    read_ledger()
    do_due_jobs()


def found(*words: str) -> set[tuple[str, str]]:
    """Which of these words stand in which table of either engine, whichever type the column has. `KEPT` is left out."""
    return {
        (word, table) for word in words for table in (*_in_postgres(word), *_on_the_tape(word)) if table not in KEPT
    }


def _in_postgres(word: str) -> Iterator[str]:
    hexed = word.encode().hex()
    with psycopg.connect(os.environ["TWOFOLD_DATABASE_URL"]) as owner:
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            asked = f'SELECT count(*) FROM "{table}" t WHERE lower(t::text) ~ %s'
            if owner.execute(asked, [f"{word}|{hexed}"]).fetchone() != (0,):
                yield table


def _on_the_tape(word: str) -> Iterator[str]:
    columns = client().query(
        "SELECT table, name FROM system.columns WHERE database = currentDatabase() AND match(type, 'String|Map')"
    )
    for table, column in columns.result_rows:
        asked = f"SELECT count() FROM `{table}` WHERE position(lower(toString(`{column}`)), '{word}') > 0"
        if client().query(asked).result_rows != [(0,)]:
            yield f"tape.{table}.{column}"
