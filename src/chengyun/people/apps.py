from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "chengyun.people"
    label = "people"

    def ready(self) -> None:
        from chengyun.people import offices

        offices.listen()
