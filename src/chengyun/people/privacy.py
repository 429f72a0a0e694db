"""Personal details in free text: found and masked. Pure."""

import re
from collections.abc import Iterable

# Digits as Chinese input methods may write them, one character for one.
PLAIN_DIGITS = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")
# GB 11643: six digits of the place, the date of birth, three digits and a check character.
ID_CARD = re.compile(
    r"(?<!\d)\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def masked(phone: str) -> str:
    """A telephone number as others may see it: 138****1234."""
    shown = 3 if len(phone) >= 11 else len(phone) // 4
    tail = phone[-4:] if len(phone) >= 11 else phone[len(phone) - shown :]
    return phone[:shown] + "*" * (len(phone) - shown - len(tail)) + tail


def masked_name(name: str) -> str:
    """The family name alone: 张**."""
    return name[:1] + "*" * max(len(name) - 1, 0)


def masked_text(text: str, names: Iterable[str] = ()) -> str:
    """The text with the numbers of telephones and identity cards, e-mail addresses and those
    names masked. Numbers of cases and receipts, and codes of the standards, stay."""
    shown = text.translate(PLAIN_DIGITS)
    for pattern in (ID_CARD, MOBILE, LANDLINE):
        shown = pattern.sub(lambda found: masked(found.group()), shown)
    shown = EMAIL.sub(lambda found: f"{found.group()[0]}***@***", shown)
    if shown == text.translate(PLAIN_DIGITS):
        shown = text
    for name in names:
        shown = shown.replace(name, masked_name(name)) if len(name) > 1 else shown
    return shown
