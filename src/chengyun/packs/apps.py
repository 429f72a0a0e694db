from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "chengyun.packs"
    label = "packs"

    def ready(self) -> None:
        """Goals may count what packs declare, messages speak of scenes, and vital signs rest
        where their packs do: none of those rooms knows of packs."""
        from chengyun.packs import indicators
        from chengyun.packs.queries import areas
        from chengyun.packs.services import telling

        indicators.offer()
        telling.offer()
        areas.offer()
