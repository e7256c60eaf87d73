"""The kinds of fields: how each may be compared. What a value must look like is in `values`, how SQL compares it in `compiling`."""

from enum import StrEnum

from twofold.directory.conditions import Operator

EXISTENCE = (Operator.EMPTY, Operator.PRESENT)
SAMENESS = (Operator.EQUAL, Operator.NOT_EQUAL, Operator.ONE_OF)
ORDER = (Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST)


class Kind(StrEnum):
    """What the values of a field are. Those of custom fields have the same names."""

    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"
    LOCALE = "locale"
    TIME_ZONE = "time_zone"
    PHOTO = "photo"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    COUNTRY = "country"
    TAG = "tag"
    PERSON = "person"
    OWNER = "owner"
    ACCOUNT = "account"
    FLAG = "flag"
    ID = "id"


TEXTS = frozenset({Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.WEBSITE, Kind.LOCALE, Kind.TIME_ZONE})
SEVERAL = frozenset({Kind.TAG, Kind.MULTI_CHOICE})
"""Kinds of which a record has several values; it is equal to each of them."""
CHOSEN = frozenset({Kind.CHOICE, Kind.MULTI_CHOICE, Kind.FLAG})
POINTING = frozenset({Kind.PERSON, Kind.OWNER, Kind.ACCOUNT})
GROUPABLE = frozenset({*CHOSEN, *POINTING, Kind.COUNTRY, Kind.LOCALE, Kind.TIME_ZONE, Kind.TAG, Kind.DATE, Kind.MOMENT})
SUMMABLE = frozenset({Kind.NUMBER, Kind.MONEY})

_SAME = (*SAMENESS, *EXISTENCE)
OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    **dict.fromkeys(TEXTS, (Operator.HAS, *_SAME)),
    **dict.fromkeys(SUMMABLE | {Kind.DATE, Kind.MOMENT}, (Operator.EQUAL, Operator.NOT_EQUAL, *ORDER, *EXISTENCE)),
    **dict.fromkeys(SEVERAL, (*_SAME, Operator.HAS)),
    **dict.fromkeys((Kind.CHOICE, Kind.COUNTRY, Kind.PERSON, Kind.OWNER), _SAME),
    Kind.ACCOUNT: (*_SAME, Operator.UNDER),
    Kind.FLAG: (Operator.EQUAL, Operator.NOT_EQUAL),
    Kind.ID: SAMENESS,
    Kind.PHOTO: EXISTENCE,
}
