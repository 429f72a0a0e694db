"""What a resident fills in."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.faces.spots import spot_of
from chengyun.places import queries as places
from chengyun.places.choices import Level
from chengyun.places.models import Area

PHONE = RegexValidator(r"^\+?[\d\- ]{5,20}$", _("This does not look like a phone number."))


def _streets() -> list[tuple[str, Any]]:
    streets = Area.objects.filter(level=Level.STREET)
    return [("", _("Choose a sub-district")), *((s.code, s.title) for s in streets)]


class PlaceForm(forms.Form):
    """Where: a point on the map, or in words with the sub-district."""

    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    street = forms.ChoiceField(label=_("Sub-district"), required=False)
    address = forms.CharField(
        label=_("Street, number or a landmark"), required=False, max_length=160
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["street"].choices = _streets()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = (super().clean() or {}) | {"in_words": False}
        if data.get("lon") is None or data.get("lat") is None:
            return self._from_words(data)
        return data

    def _from_words(self, data: dict[str, Any]) -> dict[str, Any]:
        """Without a point: the sub-district, and the rest in words."""
        if not data.get("street") or not data.get("address"):
            raise forms.ValidationError(
                _("Mark the place on the map, or choose the sub-district and write the street.")
            )
        return data | {"lon": None, "lat": None, "in_words": True}


class MatterForm(PlaceForm):
    """Step 1: what and where. `kind` is one of those shown, `other` one of all."""

    text = forms.CharField(
        label=_("What is the matter?"),
        min_length=4,
        max_length=1000,
        error_messages={
            "required": _("Please write in a few words what is the matter."),
            "min_length": _("Please write a little more, so that we can find it."),
        },
    )
    kind = forms.CharField(required=False, max_length=40)
    other = forms.CharField(required=False, max_length=40)
    # A place that was found by its name: "lon,lat".
    at = forms.CharField(required=False, max_length=40)

    def _from_words(self, data: dict[str, Any]) -> dict[str, Any]:
        spot = _pair(data.get("at", ""))
        if spot:
            return data | {"lon": spot[0], "lat": spot[1]}
        return super()._from_words(data)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("lon") is not None and _is_outside(data["lon"], data["lat"]):
            raise forms.ValidationError(
                _("This place is outside the district; please report it there, or call 12345.")
            )
        return data


def _is_outside(lon: float, lat: float) -> bool:
    return places.has_outlines() and places.locate(lon, lat) is None


def _pair(text: str) -> tuple[float, float] | None:
    """Two numbers on earth."""
    lon, _comma, lat = text.partition(",")
    spot = spot_of({"lon": lon, "lat": lat})
    return (spot.lon, spot.lat) if spot else None


class Who(models.TextChoices):
    """How far the reporter wishes to be known."""

    NOBODY = "nobody", _("Anonymous")
    OFFICE = "office", _("Leave a contact")
    SEALED = "sealed", _("Confidential")


class SendForm(forms.Form):
    """Step 3: how to reach the reporter, if they wish."""

    who = forms.ChoiceField(choices=Who.choices, initial=Who.NOBODY)
    name = forms.CharField(label=_("Your name (optional)"), required=False, max_length=40)
    phone = forms.CharField(
        label=_("Your phone"), required=False, max_length=20, validators=[PHONE]
    )
    # People do not see this field; programs fill it in.
    website = forms.CharField(required=False, max_length=200)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This report looks as if a program had written it."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Who stays anonymous leaves nothing, whatever was typed before."""
        data = super().clean() or {}
        if data.get("who") == Who.NOBODY:
            return data | {"name": "", "phone": ""}
        if not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write the number at which we can reach you."))
        return data


class AnswerForm(forms.Form):
    """The answer to a question of the office."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your answer, in a few words.")},
    )


class RatingForm(forms.Form):
    """One to five, with a word if the resident likes."""

    SCORES = [
        (5, _("Very satisfied")),
        (4, _("Satisfied")),
        (3, _("Fair")),
        (2, _("Not satisfied")),
        (1, _("Very dissatisfied")),
    ]
    rating = forms.TypedChoiceField(
        label=_("How was it done?"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the five.")},
    )
    text = forms.CharField(label=_("Anything to add? (optional)"), required=False, max_length=300)
