"""Subcommands. Each module has HELP, add_arguments(parser) and run(args) -> exit code or None.

A module imports Django models only inside `run`, after `django_ready()`: `chengyun --help` stays
fast and a wrong setting is told before anything is opened.
"""


class CommandError(Exception):
    """Why a command could not do its work, in one sentence for the person who typed it."""


def django_ready() -> None:
    """Load the Django apps once; the settings come from the environment."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
