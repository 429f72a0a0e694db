from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "chengyun.places"
    label = "places"
