from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "chengyun.goals"
    label = "goals"

    def ready(self) -> None:
        """Matters have messages, and their proof files lie in the store of the cases' files."""
        from chengyun.cases.services.attachments import LIVE
        from chengyun.goals import due_feed, matter_topic
        from chengyun.goals.services import matter_proofs
        from chengyun.notices.calendar_feed import SOURCES
        from chengyun.notices.topics import TOPICS

        TOPICS[matter_topic.MATTER] = matter_topic.TOPIC
        SOURCES.append(due_feed.dues)
        LIVE.append(matter_proofs.live)
