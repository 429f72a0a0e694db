from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "chengyun.runtime"
    label = "runtime"
