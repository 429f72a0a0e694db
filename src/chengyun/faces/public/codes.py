"""The short code of a report: twelve signs that can be read out or written on paper, in place of
the long link. It is the report's number and a proof made with the secret key; nothing is stored.

Eight signs of proof are forty bits, and tries are counted: guessing is hopeless.
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from chengyun.cases.models import Report

# Crockford's base 32: no I, L, O, U; what is misread is understood.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011", " -–—")
PROOF, LEAST = 8, 4


def code_of(report: Report) -> str:
    """`K7QF-2M9X-03TD`: four or more signs of number, then eight of proof."""
    return _grouped(_number(report.pk) + _proof(report.pk, settings.SECRET_KEY))


def follow_of(code: str) -> str | None:
    """The secret of the report with this code; None where the code is not one."""
    signs = code.upper().translate(MISREAD)
    if not LEAST + PROOF <= len(signs) <= 20 or not set(signs) <= set(SIGNS):
        return None
    pk = _read(signs[:-PROOF])
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(_proof(pk, key), signs[-PROOF:]) for key in keys):
        return None
    return Report.objects.filter(pk=pk).values_list("follow", flat=True).first()


def _number(pk: int) -> str:
    signs = ""
    while pk or len(signs) < LEAST:
        pk, rest = divmod(pk, 32)
        signs = SIGNS[rest] + signs
    return signs


def _read(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number * 32 + SIGNS.index(sign)
    return number


def _proof(pk: int, key: str) -> str:
    digest = salted_hmac("report code", str(pk), secret=key, algorithm="sha256").digest()
    return "".join(SIGNS[byte % 32] for byte in digest[:PROOF])


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))
