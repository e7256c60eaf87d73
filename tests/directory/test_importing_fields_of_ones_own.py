"""Fields that a company has made for itself come in like others: those that point at records, and those that must be filled."""

from tests.directory.importing import bring_in, outcomes, person_by, plan_of, proposed, reasons, undo
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.directory.importing.plan import Bad
from twofold.directory.models import Membership
from twofold.directory.verbs import accounts, custom_fields

HEADER = "Mail,Mentor,Agency"
TARGETS = ("person.email", "person.custom.mentor", "person.custom.agency")
BY_NAME = (("account.name",),)


def pointing_fields() -> None:
    custom_fields.define(SYSTEM, subject="person", key="mentor", label="Mentor", kind="person")
    custom_fields.define(SYSTEM, subject="person", key="agency", label="Agency", kind="account")


class TestAFieldThatPointsAtARecord:
    def test_names_somebody_by_mail_address_and_an_account_by_name_domain_or_number(self) -> None:
        pointing_fields()
        jana, helio = a_person(email="jana@agency.example"), an_account(name="Helio Pumps")
        accounts.add_identifier(SYSTEM, helio.id, kind="domain", value="helio.example")
        rows = f"{HEADER}\nada@x.example,JANA@agency.example,helio pumps\nbob@x.example,ada@x.example,helio.example\n"

        dry = bring_in(rows, plan_of(HEADER, *TARGETS), dry_run=True)
        operation = bring_in(rows, plan_of(HEADER, *TARGETS))

        ada, bob = person_by("ada@x.example"), person_by("bob@x.example")
        assert outcomes(dry) == outcomes(operation) == ["created", "created"]
        assert ada.attributes == {"mentor": str(jana.id), "agency": str(helio.id)}
        assert bob.attributes == {"mentor": str(ada.id), "agency": str(helio.id)}
        assert undo(operation).counts == {"removed": 2}

    def test_is_refused_or_left_out_where_nobody_is_meant(self) -> None:
        pointing_fields()
        rows = f"{HEADER}\nada@x.example,nobody@x.example,\n"

        refused = bring_in(rows, plan_of(HEADER, *TARGETS))
        assert (outcomes(refused), reasons(refused)) == (
            ["refused"],
            [("Mentor: “nobody@x.example” is nobody that is there.",)],
        )

        bring_in(rows, plan_of(HEADER, *TARGETS, on_bad=Bad.LEAVE_OUT))
        assert person_by("ada@x.example").attributes == {}

    def test_is_found_by_its_label(self) -> None:
        pointing_fields()

        plan = proposed(f"{HEADER}\nada@x.example,jana@agency.example,Helio\nbob@x.example,jana@agency.example,Helio\n")

        assert {"person.custom.mentor", "person.custom.agency"} <= plan.targets


class TestAFieldOfMembershipsThatMustBeFilled:
    def test_refuses_who_would_be_put_into_an_account_without_it(self) -> None:
        ada, helio = a_person(email="ada@x.example"), an_account(name="Helio Pumps")
        a_membership(ada, helio)
        custom_fields.define(SYSTEM, subject="membership", key="desk", label="Desk", kind="text", is_required=True)
        header, targets = "Mail,Company,Desk", ("person.email", "account.name", "membership.custom.desk")
        rows = f"{header}\nada@x.example,Helio Pumps,\nbob@x.example,Helio Pumps,\ncid@x.example,Helio Pumps,A4\n"

        operation = bring_in(rows, plan_of(header, *targets, account_keys=BY_NAME))

        assert outcomes(operation) == ["unchanged", "refused", "created"]
        assert reasons(operation)[1] == ("Desk must not be empty.",)
        assert Membership.objects.count() == 2
