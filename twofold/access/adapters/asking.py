"""What a site asks of people, as forms. django-allauth builds its own on them, for pages and for JSON alike."""

from typing import Any

from allauth.core import context
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twofold.access import terms
from twofold.access.adapters import arrivals
from twofold.access.adapters.arrivals import Arrival
from twofold.access.adapters.here import site_of
from twofold.access.questions import COUNTRY, DOOR, Asked, asked
from twofold.directory import queries as directory

LONGEST = 5_000


def field_for(question: Asked) -> forms.Field:
    """The form's field for a question."""
    told: dict[str, Any] = {"label": question.label, "required": question.is_required}
    match question.kind:
        case "country" | "choice":
            blank = () if question.kind == COUNTRY else (("", ""),)
            field: forms.Field = forms.ChoiceField(choices=(*blank, *question.choices), **told)
        case "multi_choice":
            field = forms.MultipleChoiceField(choices=question.choices, widget=forms.CheckboxSelectMultiple, **told)
        case "number":
            field = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **told)
        case "date":
            field = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **told)
        case _:
            field = forms.CharField(max_length=LONGEST, **told)
    if question.autocomplete:
        field.widget.attrs["autocomplete"] = question.autocomplete
    return field


class AnswersForm(forms.Form):
    """Answers to questions, checked as the directory keeps them."""

    def __init__(self, *args: Any, questions: list[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[question.field] = field_for(question)

    def clean(self) -> dict[str, Any]:
        """Each refusal stands at its field."""
        kept: dict[str, Any] = super().clean() or self.cleaned_data
        for name, reason in directory.unfit_for_person(DOOR, self.answers()).items():
            self.add_error(name, reason)
        return kept

    def answers(self) -> dict[str, Any]:
        """What was answered, as JSON takes it; what was left empty is not among it."""
        given = {question.field: self.cleaned_data.get(question.field) for question in self.questions}
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in given.items()
            if value not in (None, "", [])
        }


class SignUpQuestions(AnswersForm):
    """What a site asks besides address and password. django-allauth builds its own forms of signing up on this one."""

    hashed_password = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        flow = site_of(context.request).flow
        super().__init__(*args, questions=asked(flow.questions), **kwargs)
        self.documents = terms.in_force(flow.terms)
        self.purposes = flow.purposes
        words = directory.purposes_in(get_language() or "")
        for purpose in self.purposes:
            self.fields[f"consent_{purpose}"] = forms.BooleanField(
                required=False,
                label=_("You may write to me by e-mail: %(purpose)s") % {"purpose": words.name(purpose)},
                help_text=escape(words.sentence(purpose)),
            )
        for document in self.documents:
            address = reverse("account_terms_text", args=(document.key,))
            link = format_html('<a href="{}" target="_blank">{}</a>', address, document.title)
            self.fields[f"accept_{document.key}"] = forms.BooleanField(
                label=format_html("{} {}", _("I accept:"), link),
                error_messages={"required": _("Without this you cannot sign up.")},
            )

    def clean(self) -> dict[str, Any]:
        """The password is hashed here, once, whether or not somebody has the address already: it must not show in the time."""
        kept = super().clean()
        if password := self.data.get("password1") or self.data.get("password"):
            self.hashed_password = make_password(password)
        return kept

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Keep what was said until the address is proven."""
        said = {name for name, value in self.cleaned_data.items() if value is True}
        arrival = Arrival(
            person_id=str(user.pk),
            language=get_language() or "",
            fields=self.answers(),
            purposes=[purpose for purpose in self.purposes if f"consent_{purpose}" in said],
            terms=[str(document.id) for document in self.documents],
        )
        arrivals.begin(request, arrival)
