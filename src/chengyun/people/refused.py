"""What every door of this house answers when someone may not come in or go on."""

from django.utils.functional import Promise


class Refused(Exception):
    """Why someone may not come in or go on: a code, a sentence, an HTTP status."""

    def __init__(
        self, code: str, message: str | Promise, status: int = 401, retry_after_s: int = 0
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        return str(self.message)


def refuse_unless(right: bool, code: str, message: str | Promise) -> None:
    """Raise Refused where `right` is false; `not_yours` answers 403, all else 422."""
    if not right:
        raise Refused(code, message, 403 if code == "not_yours" else 422)
