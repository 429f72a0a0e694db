"""Against abuse, without an account and without anybody else's service: how often an address and a
browser have sent lately, and what is asked of those that look like a program.

A browser is known by a random cookie of a day. Danger to life is never held up by a question, and
only a flood from one address stops it; then the page says whom to call.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.faces.shared import shared
from chengyun.people.throttle import Throttle

HOUR_S = 3600
# Many homes share one address of a telephone network: it may send much, but soon has to show that
# people do it. A browser is one person.
ADDRESS = Throttle("report", limit=60, seconds=HOUR_S)
BROWSER = Throttle("report-browser", limit=10, seconds=HOUR_S)
BUSY_ADDRESS = Throttle("report", limit=5, seconds=HOUR_S)
BUSY_BROWSER = Throttle("report-browser", limit=3, seconds=HOUR_S)
# The question in words is easier for a program, so it opens less often.
SUMS = Throttle("report-sum", limit=3, seconds=HOUR_S)
# Nobody chooses a place and writes two words in less.
QUICKEST = timedelta(seconds=5)

COOKIE, COOKIE_S, COOKIE_SALT = "browser", 24 * HOUR_S, "reporting browser"
PUZZLE_SALT, SUM_SALT, GOOD_S = "report puzzle", "report sum", 1800
# Leading zero bits of the digest: 16,000 tries on average, about a second on a telephone.
BITS, MORE_BITS = 14, 17
# In words, so that a program has to know the language.
NUMBERS = (
    _("nought"), _("one"), _("two"), _("three"), _("four"),
    _("five"), _("six"), _("seven"), _("eight"), _("nine"),
)  # fmt: skip


class Verdict(StrEnum):
    """What becomes of a report at the door."""

    OPEN = "open"
    CHECK = "check"
    WAIT = "wait"


@dataclass(frozen=True)
class Sender:
    """Who sends, as far as it shows: an address, and a browser if it keeps cookies."""

    address: str
    browser: str

    @property
    def one(self) -> str:
        """What is counted as one person; without cookies the whole address is."""
        return self.browser or f"address {self.address}"


def sender(request: HttpRequest) -> Sender:
    known = request.get_signed_cookie(COOKIE, "", salt=COOKIE_SALT, max_age=COOKIE_S)
    return Sender(str(request.META.get("REMOTE_ADDR", "")), str(known or ""))


def mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a browser its cookie, where it has none."""
    if not sender(request).browser:
        name = secrets.token_urlsafe(12)
        response.set_signed_cookie(
            COOKIE, name, salt=COOKIE_SALT, max_age=COOKIE_S, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return response


def judge(who: Sender, begun_at: datetime, danger: bool) -> Verdict:
    """Whether a report may pass, is asked for a proof, or has to wait."""
    if ADDRESS.full(who.address):
        return Verdict.WAIT
    if danger:
        return Verdict.OPEN
    if BROWSER.full(who.one):
        return Verdict.WAIT
    return Verdict.CHECK if _suspicious(who, begun_at) else Verdict.OPEN


def _suspicious(who: Sender, begun_at: datetime) -> bool:
    hasty = timezone.now() - begun_at < QUICKEST
    return hasty or busy(who)


def busy(who: Sender) -> bool:
    """Much was sent from there lately; who waits to be asked may be asked at once."""
    return BUSY_ADDRESS.full(who.address) or BUSY_BROWSER.full(who.one)


def count(who: Sender) -> None:
    """Note a report that was sent."""
    ADDRESS.count(who.address)
    BROWSER.count(who.one)


@dataclass(frozen=True)
class Challenge:
    """What is asked: find a number whose digest with `token` begins with so many zero `bits`, or,
    without scripts, the sum of `first` and `second`."""

    token: str
    bits: int
    sum_token: str
    first: int
    second: int

    @property
    def first_word(self) -> str:
        return str(NUMBERS[self.first])

    @property
    def second_word(self) -> str:
        return str(NUMBERS[self.second])


def challenge(who: Sender) -> Challenge:
    first, second = (2 + secrets.randbelow(8) for _ in range(2))
    bits = MORE_BITS if Throttle("report", 20, HOUR_S).full(who.address) else BITS
    return Challenge(
        signing.dumps([secrets.token_hex(8), bits], salt=PUZZLE_SALT), bits,
        signing.dumps([secrets.token_hex(8), first + second], salt=SUM_SALT, compress=False),
        first, second,
    )  # fmt: skip


def proved(who: Sender, given: dict[str, str]) -> bool:
    """True when the puzzle is solved or the sum is right; each counts once."""
    return _solved(given.get("token", ""), given.get("solution", "")) or _summed(
        who, given.get("sum_token", ""), given.get("sum", "")
    )


def _solved(token: str, solution: str) -> bool:
    told = _read(token, PUZZLE_SALT)
    if told is None or not (solution.isascii() and solution.isdigit()) or len(solution) > 15:
        return False
    return leading_zeros(token, solution) >= told and _fresh(token)


def leading_zeros(token: str, solution: str) -> int:
    """Leading zero bits of the SHA-256 of `token:solution`; `islands/proof.js` counts the same."""
    digest = hashlib.sha256(f"{token}:{solution}".encode()).digest()
    return 256 - int.from_bytes(digest, "big").bit_length()


def _summed(who: Sender, token: str, answer: str) -> bool:
    told = _read(token, SUM_SALT)
    if told is None or SUMS.full(who.address):
        return False
    SUMS.count(who.address)
    return answer.strip() == str(told) and _fresh(token)


def _read(token: str, salt: str) -> int | None:
    try:
        return int(signing.loads(token, salt=salt, max_age=GOOD_S)[1])
    except (signing.BadSignature, ValueError, IndexError, TypeError):
        return None


def _fresh(token: str) -> bool:
    """An answer opens the door once."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return bool(shared().add(f"proof:{digest}", 1, GOOD_S))
