"""The list of accounts: filters, views, pages, and what is done to many of them at once."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import bulk, filters, hats, undo, views
from twofold.console.answers import told
from twofold.console.listing import Address, Heading, heading, show_list
from twofold.console.page import ConsoleRequest
from twofold.directory import queries as directory
from twofold.directory.queries import AccountFilters, AccountRow
from twofold.look import wording

SORTED = "name"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    row: AccountRow
    url: str
    parent_url: str
    people_url: str
    hat: hats.Hat

    @property
    def name(self) -> str:
        """What to call it; one that only ever appeared as an id has no name yet."""
        return self.row.name or "Account without a name"

    @property
    def gist(self) -> str:
        """The row in one line, for a narrow screen."""
        people = f"{wording.number(self.row.people)} people" if self.row.people != 1 else "1 person"
        return " · ".join(filter(None, (self.hat.words, self.row.domain, people)))


def accounts(request: ConsoleRequest) -> HttpResponse:
    """The list as its address asks for it; for htmx only what is different."""
    return show(request, Address.of(reverse("console:accounts"), request.GET, filters.KNOWN))


def wanted(request: ConsoleRequest, address: Address) -> AccountFilters:
    """Which accounts an address asks for."""
    return AccountFilters(industry=address.one("industry"), **filters.asked(request, address))


def show(request: ConsoleRequest, address: Address) -> HttpResponse:
    """A page of the list."""
    which, sort = wanted(request, address), address.one("sort", SORTED)
    found = directory.accounts_page(
        request.actor,
        filters=which,
        sort=sort,
        after=address.one("after") or None,
        before=address.one("before") or None,
    )
    known_tags, staff = directory.tag_names(request.actor, limit=100), directory.staff(request.actor)
    context = {
        "address": address,
        "accounts": [_line(row, address) for row in found.rows],
        "total": directory.how_many_accounts(request.actor, filters=which),
        "headings": _headings(address, sort),
        "filters": filters.offered(
            request, address, subject="account", kinds=hats.ACCOUNT_KINDS, tags=known_tags, staff=staff
        ),
        "views": views.tabs(request, address, subject="account", title="All accounts"),
        "newer": address.beside("before", found.before),
        "older": address.beside("after", found.after),
        "tags": known_tags,
        "staff": staff,
    }
    return show_list(request, "accounts", context)


def _line(row: AccountRow, address: Address) -> Line:
    url = reverse("console:account", args=[row.id])
    return Line(
        row,
        f"{url}?{urlencode({'in': address.query})}" if address.query else url,
        reverse("console:account", args=[row.parent_id]) if row.parent_id else "",
        f"{reverse('console:people')}?{urlencode({'account': row.id})}",
        hats.of_account(row.kind),
    )


def _headings(address: Address, sort: str) -> list[Heading]:
    return [
        heading(address, "name", "Name", now=sort),
        Heading("kind", "Kind"),
        Heading("domain", "Domain"),
        Heading("parent", "Part of"),
        Heading("people", "People", is_number=True),
        heading(address, "employees", "Employees", now=sort, falling=True, number=True),
        heading(address, "seen", "Last seen", now=sort, falling=True),
        heading(address, "created", "Created", now=sort, falling=True),
        Heading("owner", "Owner"),
    ]


@require_POST
def accounts_bulk(request: ConsoleRequest) -> HttpResponse:
    """Tag, give to a colleague or remove the accounts that were selected, and say how to take it back."""
    done, steps = bulk.do(request, bulk.ACCOUNTS)
    query = QueryDict(request.POST.get("back", "").partition("?")[2])
    response = show(request, Address.of(reverse("console:accounts"), query, filters.KNOWN))
    return told(response, done, undo=undo.address(request, *steps) if steps else "")
