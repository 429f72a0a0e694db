from django.apps import AppConfig


class VitalsConfig(AppConfig):
    name = "chengyun.vitals"
    label = "vitals"
