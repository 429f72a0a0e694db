from django.contrib import admin

from chengyun.insight.models import Phrase


@admin.register(Phrase)
class PhraseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("text", "type")
    list_filter = ("type",)
    search_fields = ("text",)
