"""The pages of an import: a file is sent, read, matched, checked, imported, corrected and undone."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.console.staff import Staff, text
from tests.console.test_arranging_staff import a_colleague_who_is
from tests.makers import SYSTEM, a_person
from twofold.core import operations
from twofold.core.registers import Desk
from twofold.core.unit import unit_of_work
from twofold.directory.models import CustomField, Membership, Person

PEOPLE = (
    "First name;Last name;E-mail;Company;Country;Plan\n"
    "Ada;Brandt;ada@helio.example;Helio;Germany;gold\n"
    "Bob;Costa;bob(at)atlas.example;Atlas;Portugal;gold\n"
    "Cem;Demir;cem@atlas.example;Atlas;Italy;silver\n"
    "Dan;Eriksen;dan@nord.example;Nord;Norway;gold\n"
    "Eva;Fux;eva@nord.example;Nord;Austria;gold\n"
)
pytestmark = pytest.mark.usefixtures("committed")


def sent(jana: Staff, content: bytes = PEOPLE.encode("latin-1"), name: str = "people.csv") -> str:
    """The page on which a file that was sent is read."""
    answer = jana.post("/imports/new", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["Location"])


def form_of(answer: Any) -> dict[str, str]:
    """What a browser would send of the form of columns without scripts."""
    body = text(answer)
    fields = dict(re.findall(r'<input class="input" name="(target-\d+)"[^>]*? value="([^"]*)"', body))
    fields |= dict(re.findall(r'<input type="hidden" name="(\w+-ways)" value="(\d+)"', body))
    for name, options in re.findall(r'<select class="input" name="([\w-]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    return fields | {"on_match": "fill", "on_bad": "refuse", "creates": "on"}


def checked(jana: Staff, url: str, **more: str) -> str:
    """The page of a dry run that was carried out."""
    form = form_of(jana.get(f"{url}/columns")) | more
    answer = jana.post(f"{url}/columns", form)
    assert answer.status_code == 302, text(answer)
    return carried(answer)


def carried(answer: Any) -> str:
    """Where an answer leads, once the operation there is over."""
    url = str(answer.headers["Location"])
    with_id = re.search(r"[0-9a-f-]{36}", url)
    assert with_id
    from uuid import UUID

    operations.carry(UUID(with_id.group()))
    return url


def imported(jana: Staff, **more: str) -> str:
    """The page of an import that was done."""
    return carried(jana.post(f"{checked(jana, sent(jana), **more)}/start"))


def people() -> set[str]:
    with unit_of_work(SYSTEM):
        return set(Person.objects.filter(deleted_at=None, is_staff=False).values_list("email", flat=True))


class TestWhoeverMayNotImport:
    def test_is_told_so_before_they_send_a_file(self, jana: Staff) -> None:
        seller = a_colleague_who_is(Desk.SALES)

        assert seller.get("/imports/new").status_code == 403
        answer = seller.post("/imports/new", {"file": SimpleUploadedFile("people.csv", PEOPLE.encode())})
        assert answer.status_code == 403


class TestTheHistory:
    def test_says_of_a_dry_run_what_would_be_and_leads_to_its_page(self, jana: Staff) -> None:
        url = checked(jana, sent(jana))

        history = text(jana.get("/operations"))

        assert "would be added" in history
        assert f'href="{url.partition("?")[0]}"' in history


class TestReadingAFile:
    def test_shows_how_it_comes_out(self, jana: Staff) -> None:
        body = text(jana.get(sent(jana, "Név;Város\nŐrs;Győr\n".encode("cp1250"))))

        assert "Is this right?" in body
        assert '<option value=";" selected>' in body

    def test_is_overruled_in_the_address(self, jana: Staff) -> None:
        url = sent(jana)

        body = text(jana.get(f"{url}?separator=,&header=0&encoding=utf-8"))

        assert "Column 1" not in body
        assert "with <b>1</b> column" in body
        assert "As guessed" in body

    @pytest.mark.parametrize(
        "query", ["separator=%22", "encoding=rot13", "header=-1", "header=99999999999999999999", "sheet=x", "quote=%00"]
    )
    def test_survives_odd_addresses(self, jana: Staff, query: str) -> None:
        assert jana.get(f"{sent(jana)}?{query}").status_code in {200, 400}

    def test_is_over_once_the_file_is_forgotten(self, jana: Staff) -> None:
        assert jana.get("/imports/files/0198c000-0000-7000-8000-000000000000").status_code == 404


class TestMatchingColumns:
    def test_is_proposed_with_how_well_it_fits(self, jana: Staff) -> None:
        body = text(jana.get(f"{sent(jana)}/columns"))

        assert 'value="Person: E-mail"' in body
        assert 'value="Account: Name"' in body
        assert "1 of the first 5 cells does not fit" in body

    def test_refuses_what_is_no_target(self, jana: Staff) -> None:
        url = sent(jana)

        answer = jana.post(f"{url}/columns", form_of(jana.get(f"{url}/columns")) | {"target-5": "Shoe size"})

        assert answer.status_code == 422
        assert "There is no “Shoe size”" in text(answer)

    def test_tells_all_that_is_in_the_way(self, jana: Staff) -> None:
        url = sent(jana)

        answer = jana.post(f"{url}/columns", {f"target-{n}": "" for n in range(6)})

        assert answer.status_code == 422
        assert "No column says who it is about" in text(answer)

    def test_makes_a_field_of_a_column(self, jana: Staff) -> None:
        url = imported(jana, **{"target-5": "New field of people"})

        with unit_of_work(SYSTEM):
            field = CustomField.objects.get(key="plan")
            ada = Person.objects.get(email="ada@helio.example")
        assert (field.label, field.subject) == ("Plan", "person")
        assert ada.attributes["plan"] == "gold"
        assert jana.get(url).status_code == 200

    def test_is_remembered_under_a_name(self, jana: Staff) -> None:
        checked(jana, sent(jana), save_as="Fair", **{"target-4": ""})

        body = text(jana.get(f"{sent(jana)}/columns"))

        assert "Matched as last time" in body
        assert re.search(r'name="target-4"[^>]* value=""', body)
        assert "Fair" in text(jana.get("/imports"))


class TestChecking:
    def test_changes_nothing_and_says_what_would_be(self, jana: Staff) -> None:
        before = people()

        url = checked(jana, sent(jana))

        body = text(jana.get(f"{url}?outcome=created"))
        assert people() == before
        assert "4 rows would change something" in body
        assert "Cem Demir" in body
        assert "bob(at)atlas.example" in text(jana.get(f"{url}?outcome=refused"))

    def test_counts_the_reasons_of_what_would_be_refused(self, jana: Staff) -> None:
        bad = "".join(f"X;Y;nobody{n};Z;Italy;gold\n" for n in range(3))

        body = text(jana.get(checked(jana, sent(jana, (PEOPLE + bad).encode()))))

        assert "<b>4</b> × E-mail: is not an e-mail address" in body

    def test_shows_what_would_change_before_and_after(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            a_person(name="Ada", email="ada@helio.example", country="PT")

        url = checked(jana, sent(jana), on_match="overwrite")

        body = text(jana.get(f"{url}?outcome=updated"))
        assert "<del>PT</del>" in body

    def test_can_be_gone_back_from_with_what_was_chosen(self, jana: Staff) -> None:
        url = checked(jana, sent(jana), **{"target-4": ""})

        back = re.search(r'href="(/imports/files/[^"]*from=[^"]*)"', text(jana.get(url)))
        assert back
        again = text(jana.get(back.group(1).replace("&amp;", "&")))

        assert re.search(r'name="target-4"[^>]* value=""', again)


class TestImporting:
    def test_leads_to_the_people(self, jana: Staff) -> None:
        url = imported(jana)

        body = text(jana.get(f"{url}?outcome=created"))
        with unit_of_work(SYSTEM):
            cem = Person.objects.get(email="cem@atlas.example")
        assert f'href="/people/{cem.id}"' in body
        assert "Cem Demir" in body

    def test_puts_those_who_are_here_into_their_accounts(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            cem = a_person(name="Cem Demir", email="cem@atlas.example")

        imported(jana)

        with unit_of_work(SYSTEM):
            assert [one.account.name for one in Membership.objects.filter(person=cem)] == ["Atlas"]

    def test_is_undone_as_a_whole(self, jana: Staff) -> None:
        before = people()
        url = imported(jana)
        assert len(people() - before) == 4

        answer = jana.post(url.replace("/imports/", "/operations/") + "/undo", {"back": url})
        assert answer.headers["Location"] == url
        while operations.advance():
            pass

        assert people() == before
        assert "was undone" in text(jana.get(url))
        assert "Undone" in text(jana.get("/imports"))

    def test_goes_on_with_refused_rows_that_were_corrected(self, jana: Staff) -> None:
        url = imported(jana)

        again = carried(jana.post(f"{url}/corrected", {"cell-3-2": "bob@atlas.example"}))
        assert "Import 1 row" in text(jana.get(again))
        carried(jana.post(f"{again}/start"))

        assert "bob@atlas.example" in people()

    def test_says_when_nothing_was_corrected(self, jana: Staff) -> None:
        url = imported(jana)

        for cells in ({}, {"cell-3-2": "bob(at)atlas.example"}, {"cell-99-0": "x"}, {"cell-x-y": "z"}):
            assert jana.post(f"{url}/corrected", cells).status_code == 422

    def test_hands_out_the_refused_rows_without_formulas(self, jana: Staff) -> None:
        content = PEOPLE + '=HYPERLINK("x");Evil;nobody;X;Y;Z\n'
        url = carried(jana.post(f"{checked(jana, sent(jana, content.encode()))}/start"))

        answer = jana.get(f"{url}/refused.csv")
        file = b"".join(answer).decode("utf-8-sig")

        assert file.splitlines()[0].startswith("First name,Last name,E-mail")
        assert "bob(at)atlas.example" in file
        assert "\n'=HYPERLINK" in file or "\n\"'=HYPERLINK" in file
        assert "attachment" in answer.headers["Content-Disposition"]

    def test_is_not_to_be_seen_by_its_undoing(self, jana: Staff) -> None:
        assert jana.get("/imports/0198c000-0000-7000-8000-000000000000").status_code == 404
