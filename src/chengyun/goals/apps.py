from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class GoalsConfig(AppConfig):
    name = "chengyun.goals"
    label = "goals"

    def ready(self) -> None:
        from chengyun.cases.services import attachments
        from chengyun.goals.services import reports
        from chengyun.goals.stamp import PROJECTS

        attachments.ELSEWHERE.append(reports.wanted)

        pre_migrate.connect(PROJECTS.remove, sender=self, dispatch_uid="goals.stamp")
        post_migrate.connect(PROJECTS.install, sender=self, dispatch_uid="goals.stamp")
