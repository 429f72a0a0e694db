from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "chengyun.people"
    label = "people"
