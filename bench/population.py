"""A company's worth of people and accounts, copied straight into the tables: found like real ones, but made up."""

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
TRADES = "Bank Bau Chemie Energy Foods Health Logistics Machines Media Motors Pharma Retail Software Systems Textiles".split()
COUNTRIES = "AT BE CH DE DK ES FI FR GB IE IT NL NO PL PT SE TR US".split()
KINDS = "prospect prospect prospect customer customer partner reseller institution".split()

PEOPLE = (
    "id given_name family_name name sort_name email phone locale time_zone country city photo attributes search seen_at "
    "known_at created_at is_staff is_active password"
)
ACCOUNTS = (
    "id name sort_name kind industry employees country city website company_number vat_number attributes search seen_at "
    "created_at parent_id"
)
IDENTIFIERS = "id kind value person_id origin_person_id is_shared has_moved created_at"
MEMBERSHIPS = "id person_id account_id title department buying_role standing is_primary attributes source created_at"

Row = tuple[object, ...]


class Population:
    """Draws people and accounts, the same ones every time."""

    def __init__(self, *, people: int, accounts: int) -> None:
        self.draw = random.Random(20_261_122)
        self.now = datetime.now(UTC)
        self.people = [ids.new() for _ in range(people)]
        self.accounts = [ids.new() for _ in range(accounts)]
        self.emails: list[str] = []

    def settle(self, owner: psycopg.Connection) -> None:
        """Fill the tables through the owner's connection, and let Postgres learn what is in them."""
        _copy(owner, "directory_person", PEOPLE, self._people())
        _copy(owner, "directory_account", ACCOUNTS, self._accounts())
        _copy(owner, "directory_identifier", IDENTIFIERS, self._identifiers())
        _copy(owner, "directory_membership", MEMBERSHIPS, self._memberships())
        owner.commit()
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE directory_person, directory_account, directory_identifier, directory_membership")

    def some_account(self) -> UUID:
        """An account, as likely as one of its people is met."""
        return self._large(self.accounts)

    def moment(self) -> datetime:
        """When somebody may have been seen."""
        return self._ago(400)

    def _people(self) -> Iterator[Row]:
        for number, person in enumerate(self.people):
            given, family = self.draw.choice(GIVEN), self.draw.choice(STEMS) + self.draw.choice(ENDINGS)
            name = f"{given} {family}"
            email = f"{searching.folded(given)}.{searching.folded(family)}{number}@{self._domain()}"
            phone = f"+4930{self.draw.randrange(10**6, 10**8)}" if number % 10 == 0 else ""
            search = searching.tokens_of_person(name, email, phone, [("user_id", f"u-{number}")])
            seen, made = self._ago(400), self._ago(1500)
            self.emails.append(email)
            yield (
                *(person, given, family, name, searching.sort_name(name), email, phone, "en", "UTC"),
                *(self.draw.choice(COUNTRIES), "", "", "{}", _tsvector(search), seen, made, made, False, True, "!"),
            )

    def _accounts(self) -> Iterator[Row]:
        for number, account in enumerate(self.accounts):
            stem = self.draw.choice(STEMS) + self.draw.choice(ENDINGS)
            name = f"{stem} {self.draw.choice(TRADES)} {number}"
            website, company_number = f"https://{searching.folded(stem)}{number}.example", f"HRB {100_000 + number}"
            search = searching.tokens_of_account(name, website, [company_number], [])
            # A third of them belong to another, an older one: groups of all sizes, and no ring.
            parent = self.accounts[self.draw.randrange(number)] if number and self.draw.random() < 1 / 3 else None
            yield (
                *(account, name, searching.sort_name(name), self.draw.choice(KINDS), self.draw.choice(TRADES)),
                *(int(10 ** self.draw.uniform(0, 5)), self.draw.choice(COUNTRIES), "", website, company_number, ""),
                *("{}", _tsvector(search), self._ago(400), self._ago(1500), parent),
            )

    def _identifiers(self) -> Iterator[Row]:
        for person, email in zip(self.people, self.emails, strict=True):
            yield ids.new(), "email", email, person, person, False, False, self.now

    def _memberships(self) -> Iterator[Row]:
        """A quarter of all people are in an account; large accounts have most of them."""
        for person in self.people[::4]:
            account = self._large(self.accounts)
            yield ids.new(), person, account, "Engineer", "", "", "member", True, "{}", "bench", self._ago(1500)

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
