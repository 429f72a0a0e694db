from django.contrib import admin

from chengyun.places.models import Area, Facility


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name", "name_en", "level", "population")
    list_filter = ("level",)
    search_fields = ("code", "name", "name_en")
    # Where an area lies comes from its import; here it only gets its names right.
    readonly_fields = ("code", "level", "parent", "path", "lon", "lat", "boundary")


@admin.register(Facility)
class FacilityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("key", "name", "kind", "area")
    list_filter = ("kind",)
    list_select_related = ("area",)
    search_fields = ("key", "name")
    autocomplete_fields = ("area",)
