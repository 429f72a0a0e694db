"""What the door answers when something is wrong, in the words of the standard."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from chengyun.api.open311.formats import TYPES, Answer, respond

View = Callable[..., Answer]


class Problem(Exception):
    """An HTTP status and a sentence saying what is wrong and what to do."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status


def in_format(view: View) -> Callable[..., HttpResponse]:
    """A view whose problems are told in the format of its address."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, fmt: str, **kwargs: Any) -> HttpResponse:
        if fmt not in TYPES:
            return _told(Problem(404, f"there is no format {fmt}: ask for .xml or .json"), "xml")
        try:
            return respond(view(request, *args, **kwargs), fmt)
        except Problem as problem:
            return _told(problem, fmt)

    return told


def _told(problem: Problem, fmt: str) -> HttpResponse:
    body = [{"code": problem.status, "description": str(problem)}]
    return respond(Answer("errors", body), fmt, problem.status)
