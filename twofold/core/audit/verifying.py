"""Verifying: whether the ledger still says what the chain was made over, and the chain is still the one that was noted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from twofold.core.actor import Actor
from twofold.core.audit import chain
from twofold.core.audit.to_file import AuditFile, FileOfAnotherChain
from twofold.core.models import AuditLink, Operation, Reader
from twofold.core.operations import Doing, operation, start
from twofold.core.permissions import Permission
from twofold.core.proof.entries import START, Head, Parts, digest_of, selected
from twofold.core.refusals import Conflict, Invalid

KIND = "core.verify_chain"
TITLE = "Verification of the audit log"
CHUNK = 10_000
FIRST = -(2**63)
TOLERATED = 3_600  # seconds: entries are linked by transaction and say when theirs began, and an import takes its time
MOST_BACKDATED = 100

LINKS = f"""
WITH l AS MATERIALIZED (SELECT * FROM core_auditlink WHERE number > %s AND number <= %s ORDER BY number LIMIT %s)
SELECT l.number, l.salt, l.digest, l.hash,
       CASE WHEN length(l.salt) = 0 THEN (
           SELECT decode(left_over->>'digest', 'hex')
           FROM core_auditerasure w JOIN core_ledgerentry f ON f.id = w.told_by AND f.name = 'core.entries.erased',
                jsonb_array_elements(f.body->'entries') AS left_over
           WHERE w.entry = l.entry AND left_over->>'entry' = l.entry::text) END,
       {selected("e")}
FROM l LEFT JOIN core_ledgerentry e ON e.id = l.entry ORDER BY l.number
"""  # noqa: S608 - columns of ours

# What the reader has read must have a link, and nothing may bear a transaction that has not begun.
ENTRIES = """
SELECT e.seq, e.id, e.name,
       e.xid >= pg_snapshot_xmax(pg_current_snapshot())
       OR (e.xid, e.seq) <= (%s::text::xid8, %s) AND NOT EXISTS (SELECT FROM core_auditlink l WHERE l.entry = e.id) AS is_strange
FROM core_ledgerentry e
WHERE e.seq > %s
ORDER BY e.seq LIMIT %s
"""
STRANGE = f"""
SELECT max(seq), (array_agg(id ORDER BY seq) FILTER (WHERE is_strange))[1],
       (array_agg(name ORDER BY seq) FILTER (WHERE is_strange))[1]
FROM ({ENTRIES}) AS read
"""  # noqa: S608 - text of ours


@dataclass(eq=False)
class ChainBroken(Conflict):
    """The ledger is not what it was."""

    reason: str

    @property
    def message(self) -> str:
        """What was found, in a sentence."""
        return self.reason


@dataclass(eq=False)
class HeadNotUnderstood(Invalid):
    """A head is written as a number, a colon and 64 hexadecimal digits, as `twofold audit verify` prints it."""

    text: str


class Link(NamedTuple):
    """A link with what its entry says now; the parts are all None where there is none.

    `left` is the digest of what is left of an entry that was erased, by the fact that tells it.
    """

    number: int
    salt: bytes
    digest: bytes
    hash: bytes
    left: bytes | None
    parts: Parts

    @property
    def is_erased(self) -> bool:
        """Whether what it said was taken from it."""
        return not self.salt

    @property
    def is_true(self) -> bool:
        """Whether the entry is what it was when it was linked, or what was left when it was erased."""
        return digest_of(self.salt, self.parts) == (self.left if self.is_erased else self.digest)

    @property
    def recorded_at(self) -> Decimal:
        """When it says it was written, in seconds since 1970."""
        return Decimal(self.parts[-1] or 0)


def begin(actor: Actor, *, expected: Iterable[str] = ()) -> Operation:
    """Have the chain verified up to its end of now.

    `expected` are heads that were noted, which must be links of it still. So must be the last of the file that the log is
    written to, where there is one on this machine.
    """
    told = {"expected": [str(head) for head in (*map(head_of, expected), *_in_the_file())]}
    return start(actor, KIND, title=TITLE, told=told, total=chain.head().number)


def _in_the_file() -> list[Head]:
    try:
        noted = AuditFile(settings.AUDIT_FILE).noted() if settings.AUDIT_FILE else START
    except (OSError, FileOfAnotherChain):
        return []  # of which whoever writes it complains
    return [noted] if noted.number else []


def head_of(text: str) -> Head:
    """A head as it was noted."""
    try:
        return Head.of(text)
    except ValueError:
        raise HeadNotUnderstood(text) from None


@operation(KIND, title=TITLE, permission=Permission.SEE_LEDGER)
def verify(actor: Actor, doing: Doing) -> Doing:
    """Ten thousand links against their entries, and as many entries against the links. The first break ends it."""
    del actor
    at = doing.position or _begin(doing)
    head, upto = Head.of(at["head"]), at["upto"]
    links = _links(head, upto)
    last = checked(links, head)
    _require_whole(last, upto, links)
    seq = _checked_entries(at["seq"]) if at["seq"] is not None else None
    return doing.on(
        len(links),
        position={"head": str(last), "upto": upto, "seq": seq} | _backdated(links, at),
        total=upto,
        counts={"verified": len(links), "erased": sum(link.is_erased for link in links)},
        is_over=last.number >= upto and seq is None,
    )


def _backdated(links: Sequence[Link], at: Mapping[str, Any]) -> dict[str, Any]:
    """The moment of the last entry, and of up to a hundred the numbers that say they are hours older than the one before."""
    found, last = list(at.get("backdated", ())), Decimal(at.get("moment", 0))
    for link in links:
        if link.recorded_at < last - TOLERATED and len(found) < MOST_BACKDATED:
            found.append(link.number)
        last = link.recorded_at
    return {"backdated": found, "moment": str(last)}


def _begin(doing: Doing) -> dict[str, Any]:
    """From the first link to the one that is the last now, which is not older than any that was noted."""
    least = AuditLink.objects.order_by("number").values_list("number", flat=True).first()
    if least is not None and least != START.number + 1:
        raise ChainBroken(_missing(1) if least > 1 else f"Link {least} was never made by Twofold.")
    upto = chain.head().number
    for noted in doing.told["expected"]:
        _require(Head.of(noted), upto)
    return {"head": str(START), "upto": upto, "seq": FIRST}


def _require(noted: Head, upto: int) -> None:
    if noted.number > upto:
        raise ChainBroken(
            f"The chain ends with number {upto:,}, and number {noted.number:,} was noted: its end was removed."
        )
    link = AuditLink.objects.filter(number=noted.number).first()
    if link is None:
        raise ChainBroken(_missing(noted.number))
    if bytes(link.hash) != noted.hash:
        raise ChainBroken(f"Link {noted.number:,} is not the one that was noted: the chain was written anew.")


def _links(after: Head, upto: int) -> list[Link]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")  # a chunk, not the ledger
        cursor.execute(LINKS, [after.number, upto, CHUNK])
        return [
            Link(number, bytes(salt), bytes(digest), bytes(found), None if left is None else bytes(left), parts)
            for number, salt, digest, found, left, *parts in cursor.fetchall()
        ]


def checked(links: Sequence[Link], head: Head) -> Head:
    """The last of some links, each of which follows from the one before and is true. `ChainBroken` says which is not."""
    for link in links:
        if link.number != head.number + 1:
            raise ChainBroken(_missing(head.number + 1))
        following = head.then(link.digest)
        if link.hash != following.hash:
            raise ChainBroken(_not_following(link, head, links))
        if link.parts[0] is None:
            raise ChainBroken(f"Entry number {link.number:,} was removed: its link is there, the entry is not.")
        if not link.is_true:
            raise ChainBroken(_untrue(link, links))
        head = following
    return head


def _require_whole(last: Head, upto: int, links: Sequence[Link]) -> None:
    if not links and last.number < upto:
        raise ChainBroken(_missing(last.number + 1))


def _missing(number: int) -> str:
    return f"Link {number:,} was removed from the chain."


def _not_following(link: Link, head: Head, links: Sequence[Link]) -> str:
    """Whether the right link stands elsewhere, or nowhere near."""
    for other in links:
        if other is not link and head.then(other.digest).hash == other.hash:
            return f"Links {link.number:,} and {other.number:,} were reordered."
    return f"Link {link.number:,} does not follow from the one before: it was changed, or the chain was written anew from here."


def _untrue(link: Link, links: Sequence[Link]) -> str:
    name, seq = link.parts[2], link.parts[1]
    if link.is_erased:
        how = "though nothing tells who did it" if link.left is None else "and changed after that"
        return f"Entry number {link.number:,} ({name}, {seq} in the ledger) was erased, {how}."
    if any(other is not link and digest_of(other.salt, link.parts) == other.digest for other in links):
        return f"Entry number {link.number:,} stands in the place of another: entries were reordered."
    return f"Entry number {link.number:,} ({name}, {seq} in the ledger) was changed after it was linked."


def _checked_entries(after: int) -> int | None:
    """Where to go on among the entries, or None behind the last."""
    place = Reader.objects.filter(name=chain.NAME).first() or Reader()
    with connection.cursor() as cursor:
        cursor.execute(STRANGE, [place.low, place.seq, after, CHUNK])
        last, entry, name = cursor.fetchone()
    if entry is not None:
        raise ChainBroken(
            f"Entry {entry} ({name}) has no link, though all of its time were linked: it was put in behind Twofold's back."
        )
    found: int | None = last
    return found
