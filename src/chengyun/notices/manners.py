"""How a person wants to be told, with what holds where they have not said."""

from chengyun.notices.models import Manner
from chengyun.notices.timing import DEFAULT_DIGEST_AT, Wish, spans


def wish_of(manner: Manner | None) -> Wish:
    """The wish behind a row; a span that cannot be read any more is no silence."""
    if manner is None:
        return Wish()
    return Wish(
        spans(", ".join(manner.quiet)), manner.digest, manner.digest_at or DEFAULT_DIGEST_AT
    )
