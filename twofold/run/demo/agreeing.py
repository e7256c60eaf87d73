"""What the site asks people whether they want it, and what those who sign in said to that, as they do it in the portal."""

from collections.abc import Sequence

from twofold.access import queries as access
from twofold.access.consenting import CHANNEL
from twofold.access.verbs import selves
from twofold.core.unit import unit_of_work
from twofold.directory.queries.purposes import PurposeWords
from twofold.directory.verbs import purposes
from twofold.run.demo.lore import chance
from twofold.run.demo.memory import ACTOR
from twofold.run.demo.office import person_ids
from twofold.run.demo.people import Human

NEWSLETTER = "newsletter"
ASKED = {
    NEWSLETTER: {
        "en": PurposeWords(name="Newsletter", sentence="New music and new players, once a month."),
        "de": PurposeWords(name="Newsletter", sentence="Neue Musik und neue Player, einmal im Monat."),
        "fr": PurposeWords(
            name="Lettre d’information", sentence="Nouvelles musiques et nouveaux lecteurs, une fois par mois."
        ),
        "es": PurposeWords(name="Boletín", sentence="Música nueva y reproductores nuevos, una vez al mes."),
        "nl": PurposeWords(name="Nieuwsbrief", sentence="Nieuwe muziek en nieuwe spelers, één keer per maand."),
        "ru": PurposeWords(name="Рассылка", sentence="Новая музыка и новые плееры раз в месяц."),
    },
    "offers": {
        "en": PurposeWords(
            name="Offers for your rooms", sentence="What would suit the rooms and players that you have."
        ),
        "de": PurposeWords(name="Angebote für Ihre Räume", sentence="Was zu Ihren Räumen und Playern passt."),
    },
    "research": {
        "en": PurposeWords(name="Asking you", sentence="Now and then a question about how you work with us."),
        "de": PurposeWords(name="Umfragen", sentence="Hin und wieder eine Frage dazu, wie Sie mit uns arbeiten."),
    },
}
AGREE = {NEWSLETTER: 0.7, "offers": 0.4, "research": 0.25}
SILENT, THINK_BETTER = 0.2, 0.15


def name_purposes() -> None:
    """Say what each is called, and what one agrees to."""
    for key, words in ASKED.items():
        purposes.describe(ACTOR, key, words=words)


def decide(seed: int, humans: Sequence[Human]) -> None:
    """Most say to each what they want, the first of them yes to more than one; some say nothing. A unit of work must be open."""
    dice = chance(seed, "agreeing")
    for human in humans:
        if human is humans[0]:
            _say(human, dict.fromkeys((NEWSLETTER, "offers"), True))
        elif dice.random() > SILENT:
            _say(human, {purpose: dice.random() < share for purpose, share in AGREE.items()})


def think_better(seed: int, humans: Sequence[Human]) -> None:
    """A few no longer want the newsletter."""
    dice = chance(seed, "thinking better")
    for human in humans[1:]:
        if dice.random() < THINK_BETTER:
            _say(human, {NEWSLETTER: False})


def _say(human: Human, said: dict[str, bool]) -> None:
    (person_id,) = person_ids([human.user_id]).values()
    themselves = access.customer_of(person_id)
    with unit_of_work(themselves):
        for purpose, does in said.items():
            selves.agree(themselves, purpose=purpose, channel=CHANNEL, does=does)
