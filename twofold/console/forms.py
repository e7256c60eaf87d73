"""Forms: a dialog for htmx, a page of its own without scripts, the same fields in both; a refusal stands where it belongs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse

from twofold.console.page import ConsoleRequest, fragment, is_fragment, page
from twofold.core.refusals import Refusal

TEMPLATES = "console/directory"


@dataclass(frozen=True, slots=True)
class Back:
    """The page a form belongs to."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked, by a template of fields, and where it is sent. `values` stand in the fields, `more` is for the template."""

    title: str
    submit: str
    template: str
    action: str
    back: Back
    values: Mapping[str, Any]
    more: Mapping[str, Any]
    errors: Mapping[str, str] | None = None
    refusal: str = ""

    def refused(self, refusal: Refusal, fields: tuple[str, ...] = ()) -> "Form":
        """The form again, with the reason at the field it is about or above all of them."""
        about = str(refusal.data.get("field", ""))
        if about in fields:
            return replace(self, errors={about: refusal.message})
        return replace(self, refusal=refusal.message)


def ask(request: ConsoleRequest, form: Form) -> HttpResponse:
    """Show the form; with a refusal in it, as an answer to what was sent."""
    context = {
        "title": form.title,
        "submit": form.submit,
        "form_template": f"{TEMPLATES}/{form.template}",
        "action": form.action,
        "back": form.back,
        "values": form.values,
        "errors": form.errors or {},
        "refusal": form.refusal,
        **form.more,
    }
    status = 422 if form.errors or form.refusal else 200
    if not is_fragment(request):
        return page(request, "directory/form_page.html", context, status=status)
    template = "directory/_form.html" if request.method == "POST" else "directory/_dialog.html"
    return fragment(request, template, context, status=status)
