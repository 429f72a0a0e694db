"""How a verb says no."""

from django.utils.functional import Promise

from chengyun.cases.rules import Refusal


class Refused(Exception):
    """Something that may not be done: `code` for programs, `message` (translated) for people."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def refuse_if(refusal: Refusal | None) -> None:
    """Raise what the rules said, if they said anything."""
    if refusal is not None:
        raise Refused(refusal.code, refusal.message)
