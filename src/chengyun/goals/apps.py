from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class GoalsConfig(AppConfig):
    name = "chengyun.goals"
    label = "goals"

    def ready(self) -> None:
        """Matters have messages; files of theirs and of reports lie in the store of the cases'
        files; what stands in columns has a stamp."""
        from chengyun.cases.services.attachments import LIVE
        from chengyun.goals import due_feed, matter_topic
        from chengyun.goals.services import matter_proofs, reports
        from chengyun.goals.stamp import STAMPS
        from chengyun.notices.calendar_feed import SOURCES
        from chengyun.notices.topics import TOPICS

        TOPICS[matter_topic.MATTER] = matter_topic.TOPIC
        SOURCES.append(due_feed.dues)
        LIVE += [matter_proofs.live, reports.live]
        for stamp in STAMPS:
            uid = f"goals.stamp.{stamp.name}"
            pre_migrate.connect(stamp.remove, sender=self, dispatch_uid=uid)
            post_migrate.connect(stamp.install, sender=self, dispatch_uid=uid)
