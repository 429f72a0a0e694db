from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "chengyun.packs"
    label = "packs"
