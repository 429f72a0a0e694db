from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "chengyun.packs"
    label = "packs"

    def ready(self) -> None:
        """Goals may count what packs declare, without knowing of packs."""
        from chengyun.packs import indicators

        indicators.offer()
