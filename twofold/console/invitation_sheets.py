"""Inviting a whole list into an account: paste or send it, look at what would happen, and do it."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from twofold.access.joining import sheets
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.verbs import invitations as verbs
from twofold.console.account_record import AccountRecord
from twofold.console.answers import moved
from twofold.console.page import ConsoleRequest, page
from twofold.core import clock
from twofold.core.refusals import Refusal

STANDINGS = (("member", "Members"), ("guest", "Guests, for a time"))


def sheet(request: ConsoleRequest, account_id: UUID) -> HttpResponse:
    """The list, what would become of each row, and then what became of it."""
    record = AccountRecord(request, account_id)
    values = {name: request.POST.get(name, "") for name in ("text", "standing", "message", "seen")}
    if sent := request.FILES.get("file"):
        values["text"] = sheets.text_of(sent.read(sheets.LARGEST + 1))
    shown = {"record": record, "values": values, "standings": STANDINGS}
    if request.method != "POST":
        return page(request, "directory/invitation_sheet.html", shown)
    is_rehearsal = "send" not in request.POST
    try:
        outcomes = verbs.invite_many(
            request.actor, record.id, sheets.read(values["text"]), Place(standing=values["standing"] or "member"),
            Wording(message=values["message"]), is_rehearsal=is_rehearsal, since=sheets.moment(values["seen"]),
        )  # fmt: skip
    except Refusal as refusal:
        return page(request, "directory/invitation_sheet.html", shown | {"refusal": refusal.message}, status=422)
    left = [one for one in outcomes if one.result == "refused"]
    ready = [one for one in outcomes if one.result != "refused"]
    if not is_rehearsal and not left:
        text = "1 person invited" if len(ready) == 1 else f"{len(ready):,} people invited"
        return moved(request, reverse("console:account_invitations", args=[record.id]), text)
    values["seen"] = clock.now().isoformat()
    told = {"outcomes": [*left, *ready], "ready": len(ready), "left": len(left), "is_rehearsal": is_rehearsal}
    return page(request, "directory/invitation_sheet.html", shown | told)
