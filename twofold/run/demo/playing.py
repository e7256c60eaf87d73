"""A visit, step by step, as the tracking calls that the site would send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from twofold.run.demo import calls
from twofold.run.demo.calls import By, Call
from twofold.run.demo.companies import Company
from twofold.run.demo.lore import Product, chance, lore
from twofold.run.demo.people import Human
from twofold.run.demo.visits import Visit

SITE = "https://rooms.example"
CURRENCIES = {
    "US": "USD",
    "CA": "CAD",
    "GB": "GBP",
    "CH": "CHF",
    "SE": "SEK",
    "DK": "DKK",
    "NO": "NOK",
    "PL": "PLN",
    "IN": "INR",
    "JP": "JPY",
}
SOLUTIONS = {
    "Hotels": "/solutions/hotels",
    "Restaurants": "/solutions/restaurants",
    "Retail": "/solutions/retail",
    "Health care": "/solutions/health-care",
}


def play(seed: int, visit: Visit) -> Iterator[Call]:
    """All calls of the visit, in order; the same ones every time."""
    dice = chance(seed, "visit", visit.number)
    script = Script(visit, dice, visit.at, known=visit.is_known)
    yield from script.arrive()
    yield from {
        "research": _research,
        "portal": _portal,
        "docs": _docs,
        "help": _help,
        "shop": _shop,
        "enquiry": _enquiry,
    }[visit.kind](script)


@dataclass
class Script:
    """What has been done so far: gives every call its number, its time, and who it is by."""

    visit: Visit
    dice: Random
    at: datetime
    known: bool
    step: int = 0
    context: dict[str, Any] = field(default_factory=dict)

    def arrive(self) -> Iterator[Call]:
        """Open the first page; a stranger comes from somewhere."""
        self.context = self._context()
        if not self.known:
            if self.dice.random() < 0.5:
                name, source, medium = self.dice.choice(lore().site.campaigns)
                self.context["campaign"] = {"name": name, "source": source, "medium": medium}
            yield self.page("/", lore().site.pages["/"])
            self.context.pop("campaign", None)

    def page(self, path: str, title: str) -> Call:
        shown = {"path": path, "title": title, "url": f"{SITE}{path}"}
        self.context["page"] = shown
        return calls.page(self._by(), title, shown)

    def track(self, event: str, **properties: object) -> Call:
        return calls.track(self._by(), event, properties)

    def reveal(self) -> Iterator[Call]:
        """Say who one is, if that is still open: what the browser did before is theirs from here on."""
        who = self.visit.who
        if not self.visit.reveals or self.known or who is None:
            return
        if not isinstance(who, Human):
            traits = {"email": who.email, "company": {"name": who.company.name}}
            yield calls.identify(self._by(), traits)
            return
        self.known = True
        traits = {"email": who.email, "firstName": who.given, "lastName": who.family, "locale": who.culture.locale}
        yield calls.identify(self._by(), traits)
        about = {"name": who.home.name, "industry": who.home.industry, "employees": who.home.employees}
        yield calls.group(self._by(), who.home.key, about)
        self.context["groupId"] = who.home.key

    def _context(self) -> dict[str, Any]:
        dice, company = chance(self.visit.browser), self.visit.company
        context: dict[str, Any] = {
            "userAgent": dice.choice(lore().site.browsers),
            "ip": f"203.0.113.{dice.randrange(1, 255)}",
        }
        if company:
            context |= {"locale": company.culture.locale, "timezone": company.place.time_zone}
        if company and self.known:
            context["groupId"] = company.key
        return context

    def _by(self) -> By:
        """The next step, a few seconds after the one before."""
        self.step += 1
        self.at += timedelta(seconds=min(240.0, 2 + self.dice.expovariate(1 / 25)))
        who = self.visit.who
        user = who.user_id if self.known and isinstance(who, Human) else ""
        return By(f"web-{self.visit.number}-{self.step}", self.at, user, self.visit.browser, dict(self.context))


def _research(script: Script) -> Iterator[Call]:
    pages, dice, company = lore().site.pages, script.dice, script.visit.company
    solution = SOLUTIONS.get(company.industry if company else "", "/references")
    for path in [solution, *dice.sample([path for path in pages if path not in {"/", solution}], dice.randint(0, 3))]:
        yield script.page(path, pages[path])
    if dice.random() < 0.25:
        yield script.track("Video Played", title="A day in a hotel lobby", seconds=dice.randint(8, 140))
    if script.visit.reveals:
        yield from script.reveal()
        yield script.track("Quote Requested", zones=dice.randint(1, 40), product=dice.choice(lore().site.products).name)


def _portal(script: Script) -> Iterator[Call]:
    portal, dice = lore().site.portal, script.dice
    if not script.visit.is_known or dice.random() < 0.35:
        yield from script.reveal()
        yield script.track("Signed In", method=dice.choice(("password", "password", "single sign-on")))
    yield script.page("/portal", "Your rooms")
    for feature in dice.choices(list(portal), list(portal.values()), k=dice.randint(1, 6)):
        yield script.track(feature, zone=f"Zone {dice.randint(1, 12)}")


def _docs(script: Script) -> Iterator[Call]:
    docs, dice = lore().site.docs, script.dice
    for path in dice.sample(list(docs), dice.randint(1, 4)):
        yield script.page(path, docs[path])
    if dice.random() < 0.3:
        yield script.track(
            "Documentation Searched", query=dice.choice(("proxy", "offline", "volume api", "saml", "mac address"))
        )
    if script.visit.reveals:
        yield from script.reveal()
        yield script.track("Software Downloaded", product="Player firmware", version="4.2")


def _help(script: Script) -> Iterator[Call]:
    dice = script.dice
    yield from script.reveal()
    yield script.page("/help", "Help")
    yield script.track(
        "Help Searched", query=dice.choice(("no sound", "invoice", "new zone", "password", "playlist stops"))
    )
    if dice.random() < 0.4:
        yield script.track(
            "Request Opened", topic=dice.choice(("Player", "Invoice", "Playlist", "Access")), priority="normal"
        )


def _shop(script: Script) -> Iterator[Call]:
    dice, company = script.dice, script.visit.company
    yield from script.reveal()
    yield script.page("/wholesale", "Wholesale list")
    basket = dice.sample(lore().site.products, dice.randint(1, 3))
    for product in basket:
        yield script.track("Product Viewed", name=product.name, category=product.category, price=product.cents / 100)
    if company is None or dice.random() < 0.35:
        return
    lines = [(product, dice.choice((1, 1, 2, 3, 5, 10))) for product in basket]
    for product, quantity in lines:
        yield script.track("Product Added", name=product.name, price=product.cents / 100, quantity=quantity)
    yield script.track("Checkout Started", products=len(lines))
    if dice.random() < 0.7:
        yield script.track("Order Completed", **order(f"RM-{script.visit.number:07}", lines, company))


def _enquiry(script: Script) -> Iterator[Call]:
    yield script.page("/pricing", lore().site.pages["/pricing"])
    yield from script.reveal()
    yield script.track(
        "Quote Requested", zones=script.dice.randint(1, 25), product=script.dice.choice(lore().site.products).name
    )


def order(number: str, lines: list[tuple[Product, int]], company: Company) -> dict[str, Any]:
    """The properties of an order, in the currency of the buyer's country."""
    total = sum(product.cents * quantity for product, quantity in lines) / 100
    products = [
        {"name": product.name, "category": product.category, "price": product.cents / 100, "quantity": quantity}
        for product, quantity in lines
    ]
    return {
        "order_id": number,
        "total": total,
        "revenue": total,
        "currency": currency_of(company),
        "products": products,
    }


def currency_of(company: Company) -> str:
    """What the company pays in."""
    return CURRENCIES.get(company.place.country, "EUR")
