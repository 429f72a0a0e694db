from django.contrib import admin

from chengyun.vitals.models import VitalSign


@admin.register(VitalSign)
class VitalSignAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("key", "title_zh", "title_en", "pack", "unit", "low", "high", "active")
    list_filter = ("pack", "active")
    search_fields = ("key", "title_zh", "title_en")

    def has_add_permission(self, request: object) -> bool:
        """Vital signs are declared by packs."""
        return False
