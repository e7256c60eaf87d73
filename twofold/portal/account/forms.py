"""The forms of one's own account. What is not among their fields is not taken, whatever is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from twofold.core import clock, texts
from twofold.core.refusals import Refusal
from twofold.directory.errors import ValueNotAllowed
from twofold.directory.queries import Field, Myself
from twofold.portal.languages import Language
from twofold.portal.wording import countries, refused

LONGEST = 5_000


class ProfileForm(forms.Form):
    """Who one is, and the custom fields that are open for it."""

    given_name = forms.CharField(
        label=_("First name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("With country code, as in +351 912 345 678."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    city = forms.CharField(
        label=_("City"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    country = forms.ChoiceField(
        label=_("Country"), required=False, widget=forms.Select(attrs={"autocomplete": "country"})
    )
    locale = forms.ChoiceField(
        label=_("Language"), required=False, help_text=_("Of these pages, and of e-mails to you.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(
        self,
        sent: QueryDict | None,
        *,
        me: Myself,
        attributes: Mapping[str, Any],
        languages: Sequence[Language],
        fields: Sequence[Field],
    ) -> None:
        own = {name: getattr(me, name) for name in self.base_fields}
        own["locale"] = next((one.code for one in languages if one.code == me.locale.partition("-")[0]), "")
        super().__init__(sent, initial=own | {one.key: attributes.get(one.key) for one in fields})
        if texts.can_send():
            del self.fields["phone"]  # has a page of its own, where each is proven
        self._choose("country", countries())
        self._choose("locale", [(one.code, one.name) for one in languages])
        self._choose("time_zone", _zones())
        for field in fields:
            if field.is_editable and (made := _made_for(field)):
                self.fields[field.key] = made

    def changed(self) -> dict[str, Any]:
        """What is other than it was, as the directory takes it."""
        return {name: _kept(self.cleaned_data[name]) for name in self.changed_data}

    def refuse(self, refusal: Refusal) -> None:
        """Say at the field it is about why something cannot be kept."""
        field = refusal.field if isinstance(refusal, ValueNotAllowed) and refusal.field in self.fields else None
        self.add_error(field, refused(refusal))

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Not said")), *choices]


class AddressForm(forms.Form):
    """An address to add."""

    email = forms.EmailField(
        label=_("Another e-mail address"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class PhoneForm(forms.Form):
    """A phone to add."""

    phone = forms.CharField(
        label=_("Another mobile number"),
        max_length=40,
        help_text=_("With country code, as in +351 912 345 678."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


def _made_for(field: Field) -> forms.Field | None:
    """A form's field for a custom one; None for those that point at records."""
    told: dict[str, Any] = {"label": field.label, "required": field.is_required}
    choices = [(choice, choice) for choice in field.choices]
    match field.kind:
        case "text":
            return forms.CharField(max_length=LONGEST, **told)
        case "number":
            return forms.DecimalField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **told)
        case "date":
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)
        case "choice":
            return forms.ChoiceField(choices=[("", _("Not said")), *choices], **told)
        case "multi_choice":
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **told)
    return None


def _kept(value: Any) -> Any:
    if value in ("", None, []):
        return None
    return value if isinstance(value, str | list) else str(value)


def _zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """By their part of the world."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(clock.zones()):
        part, _, place = zone.partition("/")
        if place and part not in {"Etc", "SystemV", "US", "Brazil", "Canada", "Chile", "Mexico", "posix", "right"}:
            parts.setdefault(part, []).append((zone, place.replace("_", " ").replace("/", ", ")))
    return [*parts.items(), ("UTC", [("UTC", "UTC")])]
