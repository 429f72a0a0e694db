from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "chengyun.insight"
    label = "insight"
