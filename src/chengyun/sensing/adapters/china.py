"""What Chinese device protocols share: times without a zone are China's, text claims to be GBK."""

import re
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TWO_BYTES = re.compile("[\x80-\u1fff]")
BLANK = " \t\r\n\x00"


def moment_of(now_us: int) -> datetime:
    """The same instant on a clock in China."""
    return (EPOCH + timedelta(microseconds=now_us)).astimezone(CHINA)


def from_parts(*parts: int) -> datetime | None:
    """Year, month, day, hour, minute, second in China; None where there is no such time."""
    try:
        return datetime(*parts, tzinfo=CHINA)  # type: ignore[arg-type, misc]
    except (ValueError, TypeError):
        return None


def from_digits(digits: str) -> datetime | None:
    """A time written YYYYMMDDhhmmss; None where it is not one."""
    if len(digits) < 14 or not (digits.isascii() and digits.isdigit()):
        return None
    return from_parts(int(digits[:4]), *(int(digits[at : at + 2]) for at in range(4, 14, 2)))


def text(raw: bytes) -> str:
    """GBK as the standards want it, UTF-8 where a device sends that; padding is cut off.

    Short GBK may be sound UTF-8 of two bytes a letter by chance; Chinese in UTF-8 has three.
    """
    try:
        found = raw.decode("utf-8")
        if not TWO_BYTES.search(found):
            return found.strip(BLANK)
    except UnicodeDecodeError:
        pass
    return raw.decode("gb18030", "replace").strip(BLANK)


def cut_text(raw: bytes) -> str:
    """The text of a field of fixed length: up to the first NUL."""
    return text(raw.split(b"\x00", 1)[0])


def shown(moment: datetime | None) -> str | None:
    """ISO 8601 with its zone."""
    return moment.isoformat() if moment else None
