"""What people are asked to agree to, in words: named in the console, read where they decide."""

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.db import connections

from tests.console.staff import Staff, text
from tests.makers import SYSTEM, a_person
from twofold.access import downloads
from twofold.access.models import Site
from twofold.core.facts import name_of
from twofold.core.models import LedgerEntry
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.errors import ValueNotAllowed
from twofold.directory.facts import PurposeDescribed, PurposeRemoved
from twofold.directory.queries import PurposeWords
from twofold.directory.queries.importing import import_targets
from twofold.directory.verbs import consents, purposes

NEWS = {"en": PurposeWords(name="News & offers", sentence="Once a month.")}
TOLD = {
    "key": "news",
    "name.en": "News & offers",
    "sentence.en": "Once a month.",
    "name.de": "Neuigkeiten",
    "sentence.de": "Einmal im Monat.",
}


class TestThePurposesOfConsent:
    def test_are_named_in_the_console_in_each_language(self, jana: Staff) -> None:
        made = jana.post("/purposes/new", TOLD)

        assert made.headers["Location"] == "/purposes"
        with unit_of_work(SYSTEM):
            assert directory.purposes_in("de-AT").name("news") == "Neuigkeiten"
            assert directory.purposes_in("fr").sentence("news") == "Once a month."
        assert "News &amp; offers" in text(jana.get("/purposes"))
        assert jana.post("/purposes/new", TOLD).status_code == 422

        jana.post("/purposes/key/news", {"name.de": "Post"})
        with unit_of_work(SYSTEM):
            assert directory.purposes_in("en").name("news") == "Post", "better in another language than none"

        jana.post("/purposes/key/news/remove")
        with unit_of_work(SYSTEM):
            assert directory.purposes_in("en").name("news") == "News"

    def test_that_a_site_asks_for_wait_for_their_name(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            Site.objects.filter(is_default=True).update(flow={"purposes": ["personal_offers"]})

        assert "Personal offers" in text(jana.get("/purposes"))
        assert "Personal offers" in text(jana.get("/purposes/key/personal_offers"))
        jana.post("/purposes/key/personal_offers", {"name.en": "Offers"})
        assert "By a site, without a name" not in text(jana.get("/purposes"))

    def test_go_by_their_names_in_the_audit_log_and_among_the_columns_of_an_import(self, jana: Staff) -> None:
        jana.post("/purposes/new", TOLD)
        with unit_of_work(SYSTEM):
            consents.give(SYSTEM, a_person(name="Ada Brandt").id, purpose="news", channel="email")

            assert import_targets(SYSTEM)["person.consent.news.email"].label == "Consent to News & offers by email"
        page = text(jana.get("/ledger?name=directory.consent"))
        assert "Agreed to <b>News &amp; offers</b>" in page
        assert "<dd>news</dd>" in page, "as it was written"

    def test_that_several_define_at_once_is_the_firsts(self, jana: Staff) -> None:
        del jana

        def define(name: str) -> str:
            try:
                with unit_of_work(SYSTEM):
                    purposes.define(SYSTEM, key="offers", words={"en": PurposeWords(name=name)})
            except ValueNotAllowed as refusal:
                return refusal.reason
            finally:
                connections.close_all()
            return ""

        with ThreadPoolExecutor(4) as threads:
            said = list(threads.map(define, "abcd"))

        assert sorted(said) == ["", *["A purpose has this key already."] * 3]
        with unit_of_work(SYSTEM):
            assert directory.purposes_in("en").name("offers") == "abcd"[said.index("")]
            assert LedgerEntry.objects.filter(name=name_of(PurposeDescribed), body__key="offers").count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"key": "News!"},
            {"key": ""},
            {"name.en": "", "name.de": ""},
            {"name.en": "x" * 81},
            {"sentence.en": "x" * 301},
            {"sentence.fr": "Une fois."},
        ],
    )
    def test_are_refused_where_nobody_could_read_them(self, jana: Staff, wrong: dict[str, str]) -> None:
        assert jana.post("/purposes/new", TOLD | wrong).status_code == 422
        with unit_of_work(SYSTEM):
            assert directory.purposes() == []

    def test_are_shown_on_a_persons_page(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            purposes.define(SYSTEM, key="news", words=NEWS)
            ada = a_person(name="Ada")
            consents.give(SYSTEM, ada.id, purpose="news", channel="email")

        page = text(jana.get(f"/people/{ada.id}"))

        assert "News &amp; offers" in page
        assert '<option value="news">News &amp; offers</option>' in text(jana.get(f"/people/{ada.id}/consent"))


class TestAPurpose:
    def test_is_a_fact_once(self) -> None:
        with unit_of_work(SYSTEM):
            purposes.define(SYSTEM, key="news", words=NEWS)
            purposes.describe(SYSTEM, "news", words=NEWS)
            purposes.remove(SYSTEM, "news")
            purposes.remove(SYSTEM, "news")

            assert LedgerEntry.objects.filter(name=name_of(PurposeDescribed)).count() == 1
            assert LedgerEntry.objects.filter(name=name_of(PurposeRemoved)).count() == 1

    def test_has_its_words_in_one_line(self) -> None:
        with unit_of_work(SYSTEM):
            purposes.define(SYSTEM, key="news", words={"en": PurposeWords(name=" News\r\n\tfor\x07 you ")})
            assert directory.purposes_in("en").name("news") == "News for you"

            with pytest.raises(ValueNotAllowed):
                purposes.define(SYSTEM, key="news", words=NEWS)

    def test_comes_by_its_name_in_what_one_takes_away(self) -> None:
        with unit_of_work(SYSTEM):
            purposes.define(SYSTEM, key="news", words=NEWS)
            ada = a_person(name="Ada")
            consents.give(SYSTEM, ada.id, purpose="news", channel="email")

            with downloads.packed(ada.id) as path:
                packed = zipfile.ZipFile(BytesIO(path.read_bytes()))
            kept = json.loads(next(packed.read(name) for name in packed.namelist() if name.endswith("consents.json")))

        assert (kept[0]["name"], kept[0]["purpose"]) == ("News & offers", "news")
