"""Datastreams to look at, their channels, and sources with how their messages are read.

Keys of sources are made by `chengyun source new`, never here.
"""

from django import forms
from django.contrib import admin

from chengyun.sensing.models import Channel, Datastream, ObservedProperty, Source
from chengyun.sensing.sources import choices


@admin.register(Datastream)
class DatastreamAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at and to find; a district file makes them and brings them up to date."""

    list_display = ("key", "thing", "observed_property", "interval_s")
    list_select_related = ("thing", "observed_property")
    search_fields = ("key", "thing__name")
    readonly_fields = ("key", "thing", "observed_property", "interval_s")

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("key", "datastream", "factor", "offset", "updated_at")
    list_select_related = ("datastream",)
    search_fields = ("key", "datastream__key")
    autocomplete_fields = ("datastream",)


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """The model refuses, with a sentence, options that the adapter cannot use."""

    adapter = forms.ChoiceField(choices=lambda: [(key, key) for key in choices()])

    class Meta:
        model = Source
        fields = ("adapter", "options", "prefixes", "manages", "revoked_at")


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = SourceForm
    list_display = ("name", "adapter", "created_at", "revoked_at")
    list_filter = ("adapter",)
    search_fields = ("name",)
    readonly_fields = ("name", "created_at")
    fields = ("name", "adapter", "options", "prefixes", "manages", "created_at", "revoked_at")

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(ObservedProperty)
class ObservedPropertyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name_zh", "name_en", "unit", "keep_days")
    list_editable = ("keep_days",)
    search_fields = ("code", "name_zh", "name_en")
    # What a property is comes from its pack; how long its readings are kept is decided here.
    readonly_fields = ("code", "name_zh", "name_en", "unit", "minimum", "maximum")

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
