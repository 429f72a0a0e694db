from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "chengyun.goals"
    label = "goals"
