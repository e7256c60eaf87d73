"""The list of people: filters, views, pages, and what is done to many of them at once."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import bulk, filters, hats, undo, views
from twofold.console.answers import told
from twofold.console.asking import an_id
from twofold.console.listing import Address, Filter, Heading, heading, show_list
from twofold.console.page import ConsoleRequest
from twofold.directory import queries as directory
from twofold.directory.queries import PeopleFilters, PersonRow
from twofold.look import wording

KINDS = (("contact", "Contacts"), ("consumer", "Consumers"), ("staff", "Staff"), ("visitor", "Visitors"))
SORTED = "-seen"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    row: PersonRow
    url: str
    account_url: str
    hat: hats.Hat

    @property
    def name(self) -> str:
        """What to call them; a visitor has no name yet."""
        return self.row.name or "Visitor"

    @property
    def gist(self) -> str:
        """The row in one line, for a narrow screen."""
        seen = wording.ago(self.row.seen_at) if self.row.seen_at else ""
        return " · ".join(filter(None, (self.row.account_name, self.hat.words, seen)))


def people(request: ConsoleRequest) -> HttpResponse:
    """The list as its address asks for it; for htmx only what is different."""
    return show(request, Address.of(reverse("console:people"), request.GET, filters.KNOWN))


def wanted(request: ConsoleRequest, address: Address) -> PeopleFilters:
    """Whom an address asks for."""
    return PeopleFilters(account_id=an_id(address.one("account")), **filters.asked(request, address))


def show(request: ConsoleRequest, address: Address) -> HttpResponse:
    """A page of the list."""
    whom, sort = wanted(request, address), address.one("sort", SORTED)
    found = directory.people_page(
        request.actor, filters=whom, sort=sort, after=address.one("after") or None, before=address.one("before") or None
    )
    known_tags, staff = directory.tag_names(request.actor, limit=100), directory.staff(request.actor)
    chips = filters.offered(request, address, subject="person", kinds=KINDS, tags=known_tags, staff=staff)
    context = {
        "address": address,
        "people": [_line(row, address) for row in found.rows],
        "total": directory.how_many_people(request.actor, filters=whom),
        "headings": _headings(address, sort),
        "filters": [*chips, *_of_account(request, address)],
        "views": views.tabs(request, address, subject="person", title="Everyone"),
        "newer": address.beside("before", found.before),
        "older": address.beside("after", found.after),
        "tags": known_tags,
        "staff": staff,
    }
    return show_list(request, "people", context)


def _line(row: PersonRow, address: Address) -> Line:
    hat = hats.in_list(row.kind, standing=row.standing, buying_role=row.buying_role)
    url = reverse("console:person", args=[row.id])
    account_url = reverse("console:account", args=[row.account_id]) if row.account_id else ""
    return Line(row, f"{url}?{urlencode({'in': address.query})}" if address.query else url, account_url, hat)


def _headings(address: Address, sort: str) -> list[Heading]:
    return [
        heading(address, "name", "Name", now=sort),
        Heading("email", "E-mail"),
        Heading("account", "Account"),
        Heading("role", "Role"),
        heading(address, "seen", "Last seen", now=sort, falling=True),
        heading(address, "created", "Created", now=sort, falling=True),
        Heading("owner", "Owner"),
    ]


def _of_account(request: ConsoleRequest, address: Address) -> list[Filter]:
    """The chip of the account whose people are shown, there only when one came from its record."""
    account_id = an_id(address.one("account"))
    if account_id is None:
        return []
    name = directory.names_of_accounts(request.actor, [account_id]).get(account_id, "that is gone")
    return [Filter("account", "Account", name, [], address.to(account=None))]


@require_POST
def people_bulk(request: ConsoleRequest) -> HttpResponse:
    """Tag, give to a colleague or remove the people that were selected, and say how to take it back."""
    done, steps = bulk.do(request, bulk.PEOPLE)
    query = QueryDict(request.POST.get("back", "").partition("?")[2])
    response = show(request, Address.of(reverse("console:people"), query, filters.KNOWN))
    return told(response, done, undo=undo.address(request, *steps) if steps else "")
