from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "chengyun.faces"
    label = "faces"
