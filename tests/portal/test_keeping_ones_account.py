"""What people keep about themselves by themselves, and what nobody can slip in with it."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.makers import SYSTEM, a_grant, a_membership, a_person, an_account
from tests.portal.proving import browser_of, prove, with_a_proven_address
from twofold.access.models import Download, Farewell, Photo
from twofold.access.queries.selves import photo
from twofold.access.verbs import downloads, farewells
from twofold.core import clock, ids
from twofold.core.actor import Actor, ActorKind
from twofold.core.models import LedgerEntry
from twofold.directory.models import Consent, Person
from twofold.directory.verbs import consents, custom_fields, people

LOOKS = 'hx-trigger="every 10s"'


@pytest.fixture
def ada() -> Person:
    return with_a_proven_address()


@pytest.fixture
def client(ada: Person) -> Client:
    return browser_of(ada)


def post(client: Client, path: str, **sent: Any) -> Any:
    return client.post(f"/my/account{path}", sent)


def shown(client: Client, path: str = "") -> str:
    return client.get(f"/my/account{path}").content.decode()


def a_picture(size: tuple[int, int] = (900, 600), kind: str = "JPEG", **more: Any) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", size, "#0f6e5b").save(made, kind, **more)
    return SimpleUploadedFile("me.jpg", made.getvalue(), "image/jpeg")


class TestTheProfile:
    def test_is_the_persons_own_word_and_outranks_what_others_said(self, client: Client, ada: Person) -> None:
        answer = post(
            client, "/profile", given_name="Ada", family_name="Lovelace", time_zone="Europe/Lisbon", country="PT"
        )
        people.edit(SYSTEM, ada.id, fields={"family_name": "Imported"}, source="import")

        ada.refresh_from_db()
        assert answer.status_code == 302
        assert (ada.name, ada.time_zone, ada.country) == ("Ada Lovelace", "Europe/Lisbon", "PT")
        entry = LedgerEntry.objects.filter(name="directory.person.edited", actor_id=ada.id).latest("seq")
        assert entry.actor_kind == "customer"

    def test_says_at_the_field_what_does_not_fit(self, client: Client) -> None:
        answer = post(client, "/profile", phone="12")

        assert answer.status_code == 422
        assert "This is not a phone number" in answer.content.decode()

    def test_has_the_custom_fields_that_are_open_for_it(self, client: Client, ada: Person) -> None:
        for key, openness in (("hobby", "edited"), ("tier", "seen"), ("score", "hidden")):
            custom_fields.define(SYSTEM, subject="person", key=key, label=key.title(), kind="text", openness=openness)

        post(client, "/profile", given_name="Ada", hobby="Sailing", tier="Gold", score="100")

        ada.refresh_from_db()
        assert ada.attributes == {"hobby": "Sailing"}

    def test_takes_nothing_else(self, client: Client, ada: Person) -> None:
        account = an_account()
        was: dict[str, Any] = dict(Person.objects.values().get(id=ada.id))

        post(
            client, "/profile", given_name="Ada", family_name="Brandt", is_staff="on", is_active="", role="owner",
            email="root@twofold.example", verified="on", account=str(account.id), owner=str(ada.id), id=str(ids.new()),
            merged_into=str(a_person().id), password="mine now", known_at="2001-01-01", attributes='{"tier": "Gold"}',
        )  # fmt: skip

        now: dict[str, Any] = dict(Person.objects.values().get(id=ada.id))
        assert {name for name in now if now[name] != was[name]} == set()


class TestThePhoto:
    def test_becomes_a_small_webp_with_nothing_but_what_one_sees(self, client: Client, ada: Person) -> None:
        exif = Image.Exif()
        exif[0x010E] = "taken at home"

        answer = client.post("/my/account/photo", {"photo": a_picture(exif=exif)})

        kept = Photo.objects.get(person=ada)
        ada.refresh_from_db()
        assert answer.status_code == 302
        assert ada.photo == f"/photos/{kept.id}"
        with Image.open(io.BytesIO(bytes(kept.content))) as image:
            assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (512, 341), {})
        assert b"taken at home" not in bytes(kept.content)

    def test_is_served_for_good_and_to_nobody_else(self, client: Client, ada: Person) -> None:
        client.post("/my/account/photo", {"photo": a_picture()})
        path = f"/photos/{Photo.objects.get(person=ada).id}"

        seen = client.get(path)
        assert (seen.status_code, seen.headers["Content-Type"]) == (200, "image/webp")
        assert "immutable" in seen.headers["Cache-Control"]
        stranger = Client(headers={"host": "testserver"})
        assert stranger.get(path).status_code == 302
        stranger.force_login(a_person())
        assert stranger.get(path).status_code == 404

    def test_is_seen_by_those_in_an_account_with_them(self, client: Client, ada: Person) -> None:
        client.post("/my/account/photo", {"photo": a_picture()})
        atlas, colleague = an_account(), a_person()
        a_membership(ada, atlas)
        reader = Actor(ActorKind.CUSTOMER, "Ben", colleague.id, account_ids=frozenset())
        kept = Photo.objects.get(person=ada)
        a_membership(colleague, atlas)

        assert photo(reader, kept.id) == bytes(kept.content)

    @pytest.mark.parametrize(
        "content",
        [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"\x89PNG\r\n\x1a\nnot really",
            b"",
            b"MZ",
        ],
    )
    def test_is_refused_when_it_is_no_image(self, client: Client, ada: Person, content: bytes) -> None:
        client.post("/my/account/photo", {"photo": SimpleUploadedFile("me.png", content, "image/png")})

        assert not Photo.objects.filter(person=ada).exists()

    def test_is_refused_before_a_bomb_is_unpacked(self, client: Client, ada: Person) -> None:
        bomb = a_picture((12_000, 12_000), "PNG")

        answer = client.post("/my/account/photo", {"photo": bomb}, follow=True)

        assert "This photo is too large" in answer.content.decode()
        assert not Photo.objects.filter(person=ada).exists()

    def test_can_be_taken_down(self, client: Client, ada: Person) -> None:
        people.edit(SYSTEM, ada.id, fields={"photo": "https://cdn.example/ada.jpg"}, source="import")
        Photo.objects.create(person=ada, content=b"", created_at=clock.now())

        client.post("/my/account/photo", {"drop": "1"})

        ada.refresh_from_db()
        assert (ada.photo, Photo.objects.filter(person=ada).exists()) == ("", False)


class TestConsents:
    def test_are_given_and_withdrawn_with_history(self, client: Client, ada: Person) -> None:
        consents.give(SYSTEM, ada.id, purpose="newsletter", channel="email", source="import")

        post(client, "/consents", agreed=[])
        post(client, "/consents", agreed=["newsletter/email"])

        kept = Consent.objects.filter(person=ada).order_by("decided_at", "id")
        assert [(one.state, one.source) for one in kept][-2:] == [("withdrawn", "portal"), ("given", "portal")]
        assert "What you decided before" in shown(client, "/consents")

    def test_are_none_that_nobody_asked_for(self, client: Client, ada: Person) -> None:
        post(client, "/consents", agreed=["anything/email"])

        assert not Consent.objects.filter(person=ada).exists()


class TestActivity:
    def test_is_told_in_words_and_only_ones_own(self, client: Client) -> None:
        post(client, "/profile", given_name="Ada", family_name="Lovelace")
        other = Client(headers={"host": "testserver"})
        other.force_login(a_person(name="Somebody Else"))
        post(other, "/profile", given_name="Eve", family_name="Else")

        page = shown(client, "/activity")

        assert "Your profile was changed" in page
        assert "directory.person" not in page
        assert "Eve" not in page


class TestTakingDataAway:
    def test_is_looked_at_again_by_its_page_until_it_lies_ready(self, client: Client, ada: Person) -> None:
        assert LOOKS not in shown(client, "/data")
        post(client, "/data")
        assert LOOKS in shown(client, "/data")
        again = {"seen": "1-of-1", "since": str(int(clock.now().timestamp()))}
        assert client.get("/my/account/data", again, headers={"hx-request": "true"}).status_code == 204

        downloads.gather(SYSTEM, Download.objects.get(person=ada).id, site_id=None)

        news = client.get("/my/account/data", again, headers={"hx-request": "true"}).content.decode()
        assert ("Take it" in news, LOOKS in news) == (True, False)

    @pytest.fixture
    def gathered(self, client: Client, ada: Person) -> Download:
        post(client, "/data")
        asked = Download.objects.get(person=ada)
        downloads.gather(SYSTEM, asked.id, site_id=None)
        asked.refresh_from_db()
        return asked

    def test_gives_all_of_it_as_json_and_as_tables(self, client: Client, gathered: Download) -> None:
        answer = client.get(f"/my/account/data/{gathered.id}")

        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
            names = set(archive.namelist())
            profile = json.loads(archive.read("profile.json"))
        assert {
            "profile.csv",
            "identifiers.json",
            "memberships.json",
            "consents.json",
            "activity.json",
            "events.json",
        } <= names
        assert "notes.json" not in names
        assert profile[0]["name"] == "Ada Brandt"

    def test_is_nobody_elses(self, gathered: Download) -> None:
        other = Client(headers={"host": "testserver"})
        other.force_login(a_person())
        prove(other)

        assert other.get(f"/my/account/data/{gathered.id}").status_code == 404

    def test_asks_again_who_one_is(self, client: Client, gathered: Download) -> None:
        prove(client, seconds_ago=3_600)

        assert client.get(f"/my/account/data/{gathered.id}").headers["Location"].startswith("/my/security/confirm")
        assert post(client, "/data").headers["Location"].startswith("/my/security/confirm")

    def test_is_over_after_a_week(self, client: Client, gathered: Download) -> None:
        Download.objects.update(until=clock.now() - timedelta(minutes=1))

        assert client.get(f"/my/account/data/{gathered.id}").status_code == 404
        assert downloads.forget_old(SYSTEM) == 1


class TestLeaving:
    def test_waits_two_weeks_and_can_be_taken_back(self, client: Client, ada: Person) -> None:
        answer = post(client, "/delete", reason="Too many letters")

        assert answer.headers["Location"] == "/sign-in"
        assert "Sign in before if you want to stay." in client.get("/sign-in").content.decode()
        assert client.get("/my/").status_code == 302
        assert Farewell.objects.get(person=ada).reason == "Too many letters"
        assert farewells.carry_out(SYSTEM) == 0

        client.force_login(ada)
        assert "Keep my account" in shown(client, "")
        post(client, "/delete", stay="1")
        assert not Farewell.objects.exists()

    def test_removes_the_person_once_it_is_due(self, client: Client, ada: Person) -> None:
        post(client, "/delete")
        Farewell.objects.update(due_at=clock.now() - timedelta(minutes=1))

        assert farewells.carry_out(SYSTEM) == 1

        ada.refresh_from_db()
        assert ada.deleted_at is not None
        assert not EmailAddress.objects.filter(user=ada).exists()

    def test_tells_the_last_owner_of_an_account_what_to_do_first(self, client: Client, ada: Person) -> None:
        atlas = an_account(name="Atlas Dental")
        a_grant(a_membership(ada, atlas), "owner")
        a_membership(a_person(), atlas)

        answer = post(client, "/delete")

        assert answer.status_code == 409
        assert "Atlas Dental" in answer.content.decode()
        assert not Farewell.objects.exists()


class TestHome:
    def test_greets_by_name_and_nobody_by_their_address(self, client: Client, ada: Person) -> None:
        assert re.search(r"Good \w+, Ada</h1>", client.get("/my/").content.decode())

        Person.objects.filter(id=ada.id).update(given_name="", name="ada@example.com", email="ada@example.com")

        assert re.search(r"Good \w+</h1>", client.get("/my/").content.decode())
