from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "chengyun.notices"
    verbose_name = "Notices"
