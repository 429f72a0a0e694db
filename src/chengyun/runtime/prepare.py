"""What must be right before the processes start."""

import shutil

from chengyun.bus.server import Device
from chengyun.runtime import config
from chengyun.runtime.commands import django_ready


def database() -> None:
    """Bring the database to this version's tables; forget who was ready in the last run."""
    django_ready()
    if _behind():
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
    shutil.rmtree(config.current().data / "run", ignore_errors=True)


def _behind() -> bool:
    """Asked first, because `migrate` takes a second or two even when there is nothing to do."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def packs() -> None:
    """Write what the packs declare, and the national category table, where the rooms read it."""
    from chengyun.cases import standards
    from chengyun.packs.services import install

    install()
    standards.install()


def devices() -> list[Device]:
    """Who may connect over MQTT."""
    from django.db import close_old_connections

    from chengyun.sensing.queries import mqtt_devices

    close_old_connections()
    return mqtt_devices()
