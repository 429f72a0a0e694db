from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from chengyun.people.models import AuditEntry, Unit, User


@admin.register(User)
class OfficerAdmin(UserAdmin):  # type: ignore[type-arg]
    """Officers: role, unit and area decide what they see (`people.policy`)."""

    list_display = ("username", "name", "role", "unit", "area", "is_active")
    list_filter = ("role", "is_active", "simulated")
    search_fields = ("username", "name")
    list_select_related = ("unit", "area")
    autocomplete_fields = ("unit", "area")
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "role", "unit", "area")}),
        (None, {"fields": ("is_active", "is_staff", "is_superuser", "simulated")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "name", "role", "unit", "area", "password1", "password2")},
        ),
    )


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name_zh", "name_en", "kind", "area")
    list_filter = ("kind",)
    list_select_related = ("area",)
    search_fields = ("code", "name_zh", "name_en")
    autocomplete_fields = ("area",)


@admin.register(AuditEntry)
class AuditAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To be read; nobody adds, changes or deletes a row here."""

    list_display = ("at", "actor", "action", "target", "detail")
    list_filter = ("action", "target")
    list_select_related = ("actor",)
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
