from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CasesConfig(AppConfig):
    name = "chengyun.cases"
    label = "cases"

    def ready(self) -> None:
        from chengyun.cases.services import attachments, stills
        from chengyun.cases.stamp import KNOWN

        attachments.LIVE.append(stills.live)
        pre_migrate.connect(KNOWN.remove, sender=self, dispatch_uid="cases.stamp")
        post_migrate.connect(KNOWN.install, sender=self, dispatch_uid="cases.stamp")
