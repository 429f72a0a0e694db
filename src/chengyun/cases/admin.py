"""Case types may be looked up here. Cases and their ledger are written by services alone."""

from django.contrib import admin

from chengyun.cases.models import CaseType


@admin.register(CaseType)
class CaseTypeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Declared by packs: what is changed here would be overwritten at the next start."""

    list_display = ("key", "title_zh", "title_en", "severity", "limit", "unit_kind", "reportable")
    list_filter = ("pack", "unit_kind")
    search_fields = ("key", "title_zh", "title_en")

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
