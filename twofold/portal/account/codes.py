"""Codes that go to what one adds, an address or a phone."""

from collections.abc import Callable

from django.forms import Form
from django.utils.translation import gettext

from twofold.core.refusals import Conflict, Invalid
from twofold.portal import wording


def is_sent(form: Form, field: str, begin: Callable[[], bool]) -> bool:
    """Let `begin` send a code. Where none goes it is False, and why stands at this field."""
    try:
        if begin():
            return True
        form.add_error(field, gettext("No more codes can be sent now. Wait a while, then try again."))
    except (Conflict, Invalid) as refusal:
        form.add_error(field, wording.refused(refusal))
    return False
