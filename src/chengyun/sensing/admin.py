from django.contrib import admin

from chengyun.sensing.models import Channel, Datastream


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
