"""What a grid officer fills in on the street."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from chengyun.cases.models import CaseType
from chengyun.faces.public.open_data import OTHER_LAST


class PatrolForm(forms.Form):
    """Kind, words, position."""

    kind = forms.ModelChoiceField(
        queryset=CaseType.objects.filter(reportable=True).order_by(OTHER_LAST, "pack", "key"),
        to_field_name="key",
        empty_label=None,
        widget=forms.RadioSelect,
        label=_("Kind"),
        error_messages={"required": _("Choose the kind.")},
    )
    text = forms.CharField(
        label=_("What do you see?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write in a few words what you see.")},
    )
    lon = forms.FloatField(widget=forms.HiddenInput, required=False)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("lon") is None or data.get("lat") is None:
            raise forms.ValidationError(_("The position is missing; press “Use my position”."))
        return data
