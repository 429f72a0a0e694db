"""When a page was opened, signed so that nobody can say they had it for longer."""

from datetime import UTC, datetime

from django.core import signing

SALT = "report opened"


def new() -> str:
    return signing.TimestampSigner(salt=SALT).sign("page")


def begun(stamp: str) -> datetime | None:
    """When the page with this stamp was opened, UTC; None for what is no stamp of ours."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(stamp)
    except signing.BadSignature:
        return None
    text = signing.b62_decode(stamp.rsplit(signer.sep, 2)[1])
    return datetime.fromtimestamp(text, UTC)
