"""Times as queries tell them, for templates."""

from datetime import datetime


def dated(told: str | None) -> datetime | None:
    """The moment of an ISO text; None of none."""
    return datetime.fromisoformat(told) if told else None
