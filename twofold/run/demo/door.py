"""The door for customers: a site where strangers wait until somebody has looked at them, what there is to use, and who waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from twofold.access import proofs, terms
from twofold.access import queries as access
from twofold.access.consenting import CHANNEL
from twofold.access.flows import Flow, Question, Waiting, Wanted
from twofold.access.joining import asking
from twofold.access.sites import SiteHere, site_with
from twofold.access.texts import Texts
from twofold.access.verbs import applications, requests, sites
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import consents, people
from twofold.run.demo import agreeing
from twofold.run.demo.desk import TERMS
from twofold.run.demo.memory import ACTOR, Memory
from twofold.run.demo.office import once

OPENED = timedelta(days=70)
LOOK = {"name": "Roomtone", "color": "#5a3d9a", "languages": ["en", "de", "fr", "es", "nl", "ru"]}
SAID = {
    "en": Texts(
        sign_in_lead="Music for rooms: schedules, players and licences in one place.",
        sign_up_lead="We look at every new address ourselves. You hear from us within two days.",
        support="Stuck? Write to help@roomtone.example.",
    )
}
FLOW = Flow(
    is_open=True,
    waiting=Waiting.STRANGERS,
    questions=(
        Question(field="given_name", wanted=Wanted.REQUIRED),
        Question(field="family_name", wanted=Wanted.REQUIRED),
        Question(field="country"),
        Question(field="preferred_format"),
    ),
    purposes=tuple(agreeing.ASKED),
    terms=("terms",),
)
TEXT = "The music stays ours and its makers'; the rooms stay yours. Play it where your licence says, as loud as your neighbours say."
APPLICATIONS = (
    ("Player control", "https://player.roomtone.example", "settings", "Zones, volume and schedules of every player", False),
    ("Wholesale shop", "https://shop.roomtone.example", "shopping-cart", "Players, speakers and licences at your prices", False),
    ("Licence library", "https://licences.roomtone.example", "file-text", "What may be played where, and until when", False),
    ("Help desk", "https://help.roomtone.example", "life-buoy", "Questions and answers, and somebody on the phone", True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who signed up so many days ago; with a `company` they were let in since, and now ask to join that one."""

    given: str
    family: str
    country: str
    language: str
    days: float
    company: str = ""
    message: str = ""

    @property
    def email(self) -> str:
        return f"{self.given}.{self.family}@post.example".lower()


STRANGERS = (
    Stranger("Marta", "Kowalska", "PL", "en", 4.2),
    Stranger("Joris", "Dekker", "NL", "nl", 2.6),
    Stranger("Amara", "Obi", "GB", "en", 1.1),
    Stranger("Pilar", "Serrano", "ES", "es", 0.2),
    Stranger("Niklas", "Ahlgren", "SE", "en", 3.4, "Ahlgren & Döttrar Konditori", "We have eleven cafés, and a player in each."),
    Stranger("Sade", "Whitlock", "US", "en", 0.6, "Copper Creek", "I look after the lobbies there since last month."),
)  # fmt: skip
SIZE = len(STRANGERS) + 1


def open_up(known: Memory, advance: Callable[[int], object]) -> None:
    """The site and the applications, ten weeks ago; then one who asks to be let in after the other."""
    once(known, "site", _arrange, at=known.began_at - OPENED)
    advance(1)
    for number, one in enumerate(STRANGERS):
        at = known.began_at - timedelta(days=one.days)
        once(known, f"stranger {number}", partial(_come, one), at=at)
        advance(1)


def _arrange() -> None:
    agreeing.name_purposes()
    sites.publish_terms(ACTOR, key="terms", version=TERMS, title="Terms of use", text=TEXT)
    sites.edit(ACTOR, site_with(None).id, told=LOOK, said=SAID, flow=FLOW)
    for name, address, icon, description, is_for_all in APPLICATIONS:
        applications.declare(
            ACTOR, name=name, address=address, icon=icon, description=description, is_for_all=is_for_all
        )


def _come(stranger: Stranger) -> None:
    """As the pages do it: they prove their address, are asked what the site asks, and wait."""
    site = site_with(None)
    request_id = _sign_up(stranger, site)
    if not stranger.company:
        return
    person_id = requests.approve(ACTOR, request_id).person_id
    themselves = access.customer_of(person_id)
    with unit_of_work(themselves):
        requests.ask(themselves, company=stranger.company, message=stranger.message, language=stranger.language)


def _sign_up(stranger: Stranger, site: SiteHere) -> UUID:
    told = {"given_name": stranger.given, "family_name": stranger.family, "country": stranger.country}
    told |= {"email": stranger.email, "locale": stranger.language}
    person_id = proofs.proven(people.add(ACTOR, fields=told, source="portal").id, stranger.email, in_this_browser=False)
    terms.accept(ACTOR, person_id, terms.in_force(site.flow.terms), site_id=site.id)
    consents.give(ACTOR, person_id, purpose=agreeing.NEWSLETTER, channel=CHANNEL, source="portal")
    return asking.sign_up(person_id, site_id=site.id, address=stranger.email, language=stranger.language).id
