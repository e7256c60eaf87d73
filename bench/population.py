"""A company's worth of people and accounts, copied straight into the tables: found like real ones, but made up."""

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
from psycopg import sql

from twofold.core import ids
from twofold.directory import searching

GIVEN = (
    "Aaliyah Adam Agnieszka Ahmed Aiko Alba Alejandro Amara Ana Anders Anna Anton Ayşe Beatriz Björn Chiara Chloé Clara Daan "
    "Daniel David Elena Emil Emma Erik Fatima Felix Freya Giulia Grace Hanna Hiroshi Hugo Ida Ines Ingrid Ivan Jakub Jan Joana "
    "João Julia Kai Karim Katarzyna Lars Laura Lea Léa Leon Lina Luca Lucía Luis Lukas Maria Marta Mateo Max Maya Mehmet Mia "
    "Mikkel Mina Mohammed Nadia Nina Noah Nora Olga Oliver Oscar Pablo Paul Petra Priya Rosa Ruth Sara Sebastian Sofia Søren "
    "Stefan Sven Tariq Theo Thomas Tomás Ulrike Valentina Wei Yara Yuki Yusuf Zoe"
).split()
STEMS = (
    "Ander Berg Bren Cald Dahl Dov Eber Fair Falk Gold Grün Hagen Hart Holm Ibar Jans Keller Kra Lind Lund Mar Mor Nord Oster "
    "Pel Quist Rosen Sand Schw Stein Strand Thor Ul Var Vik Wald West Win Zell"
).split()
ENDINGS = (
    "berg dahl dorf er feld gaard heim holm horn inger ison land lin mann ova quist sen ski son stad ström wood".split()
)
COLLEAGUES = 40
SEEN_DAYS = 400
TRADES = "Bank Bau Chemie Energy Foods Health Logistics Machines Media Motors Pharma Retail Software Systems Textiles".split()
COUNTRIES = "AT BE CH DE DK ES FI FR GB IE IT NL NO PL PT SE TR US".split()
TITLES = (
    "Buyer,Chief Executive,Chief Financial Officer,Data Analyst,Engineer,Head of Operations,Head of Purchasing,IT Manager,"
    "Maintenance Lead,Managing Director,Marketing Manager,Office Manager,Plant Manager,Procurement Specialist,Product Owner,"
    "Sales Engineer,Sales Manager,Site Manager,Software Developer,Works Council"
).split(",")
DEPARTMENTS = "Finance IT Logistics Marketing Operations Production Purchasing Sales".split()
ROLES = "champion decision_maker economic_buyer evaluator gatekeeper influencer user user".split()
PLANS = ("Basic", "Plus", "Plus", "Premium", "Basic", "Basic", "Enterprise")
TAGS = {"Newsletter": 0.1, "VIP": 0.01, "Jury": 0.0001}
KINDS = "prospect prospect prospect customer customer partner reseller institution".split()

PEOPLE = (
    "id given_name family_name name sort_name email phone locale time_zone country city photo attributes search seen_at "
    "known_at created_at is_staff is_active password owner_id"
)
ACCOUNTS = (
    "id name sort_name kind industry employees country city website company_number vat_number attributes search seen_at "
    "created_at parent_id owner_id"
)
IDENTIFIERS = "id kind value person_id origin_person_id is_shared has_moved created_at"
MEMBERSHIPS = "id person_id account_id title department buying_role standing is_primary attributes source created_at"
TAGGINGS = "id tag_id person_id created_at"
FIELDS = "id subject key label kind choices is_required is_indexed openness position created_at"
TABLES = "customfield person account identifier membership tag tagging".split()

Row = tuple[object, ...]


class Population:
    """Draws people and accounts, the same ones every time."""

    def __init__(self, *, people: int, accounts: int) -> None:
        self.draw = random.Random(20_261_122)
        self.now = datetime.now(UTC)
        self.people = [ids.new() for _ in range(people)]
        self.accounts = [ids.new() for _ in range(accounts)]
        self.colleagues = [ids.new() for _ in range(COLLEAGUES)]
        self.emails: list[str] = []

    def settle(self, owner: psycopg.Connection) -> None:
        """Fill the tables through the owner's connection, and let Postgres learn what is in them."""
        _copy(owner, "directory_customfield", FIELDS, self._fields())
        _copy(owner, "directory_person", PEOPLE, self._staff())
        _copy(owner, "directory_person", PEOPLE, self._people())
        _copy(owner, "directory_account", ACCOUNTS, self._accounts())
        _copy(owner, "directory_identifier", IDENTIFIERS, self._identifiers())
        _copy(owner, "directory_membership", MEMBERSHIPS, self._memberships())
        tags = {ids.new(): (name, share) for name, share in TAGS.items()}
        _copy(owner, "directory_tag", "id name created_at", ((tag, name, self.now) for tag, (name, _) in tags.items()))
        for tag, (_, share) in tags.items():
            _copy(owner, "directory_tagging", TAGGINGS, self._taggings(tag, share))
        owner.commit()
        owner.autocommit = True
        owner.execute("SELECT directory_index_custom_field('person', 'score')")
        owner.execute(f"VACUUM ANALYZE {', '.join(f'directory_{table}' for table in TABLES)}")

    def some_account(self) -> UUID:
        """An account, as likely as one of its people is met."""
        return self._large(self.accounts)

    def late(self) -> datetime:
        """When hardly anybody had been seen yet: nine tenths of all were later, give or take a day."""
        return self.now - timedelta(days=SEEN_DAYS * 0.9 + self.draw.random())

    def _fields(self) -> Iterator[Row]:
        choices = json.dumps(sorted(set(PLANS)))
        yield ids.new(), "person", "plan", "Plan", "choice", choices, False, False, "hidden", 0, self.now
        yield ids.new(), "person", "score", "Score", "number", "[]", False, True, "hidden", 1, self.now
        yield ids.new(), "person", "contract", "Contract", "text", "[]", False, False, "hidden", 2, self.now
        yield ids.new(), "account", "revenue", "Revenue", "money", "[]", False, False, "hidden", 0, self.now

    def _staff(self) -> Iterator[Row]:
        for colleague in self.colleagues:
            yield self._person(colleague, "@twofold.example", is_staff=True, attributes="{}")

    def _people(self) -> Iterator[Row]:
        """Two thirds of them have custom fields: a plan of few, a score of many, a contract of their own."""
        for number, person in enumerate(self.people):
            more = {"plan": self.draw.choice(PLANS), "score": self.draw.randrange(10_000), "contract": f"C-{number}"}
            attributes = json.dumps(more) if number % 3 else "{}"
            yield self._person(person, f"{number}@{self._domain()}", attributes=attributes, number=number)

    def _person(self, person: UUID, address: str, *, attributes: str, number: int = -1, is_staff: bool = False) -> Row:
        given, family = self.draw.choice(GIVEN), self.draw.choice(STEMS) + self.draw.choice(ENDINGS)
        name = f"{given} {family}"
        email = f"{searching.folded(given)}.{searching.folded(family)}{address}"
        phone = f"+4930{self.draw.randrange(10**6, 10**8)}" if number % 10 == 0 else ""
        search = searching.tokens_of_person(name, email, phone, [("user_id", f"u-{number}")])
        seen, made = self._ago(SEEN_DAYS), self._ago(1500)
        owner = self.draw.choice(self.colleagues) if number % 10 == 1 else None
        if number >= 0:
            self.emails.append(email)
        return (
            *(person, given, family, name, searching.sort_name(name), email, phone, "en", "UTC"),
            *(
                self.draw.choice(COUNTRIES),
                "",
                "",
                attributes,
                _tsvector(search),
                seen,
                made,
                made,
                is_staff,
                True,
                "!",
            ),
            owner,
        )

    def _accounts(self) -> Iterator[Row]:
        for number, account in enumerate(self.accounts):
            stem = self.draw.choice(STEMS) + self.draw.choice(ENDINGS)
            name = f"{stem} {self.draw.choice(TRADES)} {number}"
            website, company_number = f"https://{searching.folded(stem)}{number}.example", f"HRB {100_000 + number}"
            search = searching.tokens_of_account(name, website, [company_number], [])
            # A third of them belong to another, an older one: groups of all sizes, and no ring.
            parent = self.accounts[self.draw.randrange(number)] if number and self.draw.random() < 1 / 3 else None
            owner = self.colleagues[number // 4 % COLLEAGUES] if number % 4 == 1 else None
            yield (
                *(account, name, searching.sort_name(name), self.draw.choice(KINDS), self.draw.choice(TRADES)),
                *(int(10 ** self.draw.uniform(0, 5)), self.draw.choice(COUNTRIES), "", website, company_number, ""),
                *(self._revenue(), _tsvector(search), self._ago(SEEN_DAYS), self._ago(1500), parent, owner),
            )

    def _identifiers(self) -> Iterator[Row]:
        for person, email in zip(self.people, self.emails, strict=True):
            yield ids.new(), "email", email, person, person, False, False, self.now

    def _memberships(self) -> Iterator[Row]:
        """Three people of five are in accounts, most in two or three; large accounts have most of them."""
        for person in self.people:
            if self.draw.random() < 0.4:
                continue
            theirs = {self._large(self.accounts) for _ in range(self.draw.choice((1, 2, 2, 3, 3, 4)))}
            for place, account in enumerate(theirs):
                role = self.draw.choice(ROLES) if self.draw.random() < 0.3 else ""
                yield (
                    *(ids.new(), person, account, self.draw.choice(TITLES), self.draw.choice(DEPARTMENTS), role),
                    *("member", place == 0, "{}", "bench", self._ago(1500)),
                )

    def _taggings(self, tag: UUID, share: float) -> Iterator[Row]:
        for person in self.people:
            if self.draw.random() < share:
                yield ids.new(), tag, person, self.now

    def _revenue(self) -> str:
        minor = int(100 * 10 ** self.draw.uniform(3, 8))
        return json.dumps({"revenue": {"minor": minor, "currency": self.draw.choice(("EUR", "EUR", "USD"))}})

    def _large(self, accounts: list[UUID]) -> UUID:
        return accounts[int(len(accounts) * self.draw.random() ** 3)]

    def _domain(self) -> str:
        return f"{self.draw.choice(STEMS).lower()}{self.draw.randrange(2000)}.example"

    def _ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days * self.draw.random())


def _copy(owner: psycopg.Connection, table: str, columns: str, rows: Iterable[Row]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns.split()))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with owner.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _tsvector(tokens: list[str]) -> str:
    """As Postgres reads it; tokens have neither blanks nor, here, quotes."""
    return " ".join(f"'{token}'" for token in tokens)
