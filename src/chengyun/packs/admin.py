from django.contrib import admin

from chengyun.packs.models import PackSwitch


@admin.register(PackSwitch)
class PackSwitchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "version", "on", "installed_at")
    readonly_fields = ("name", "version", "installed_at")

    def has_add_permission(self, request: object) -> bool:
        """Packs are installed as packages."""
        return False

    def save_model(self, request: object, obj: PackSwitch, form: object, change: bool) -> None:
        from chengyun.packs.services import switch

        switch(obj.name, obj.on)
