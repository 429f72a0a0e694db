from django.apps import AppConfig


class SensingConfig(AppConfig):
    name = "chengyun.sensing"
    label = "sensing"
