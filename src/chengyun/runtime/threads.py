"""Pages are answered in one thread each."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class OneThread:
    """The last of the middleware, and a plain function: so all before it are called as plain
    functions too, in the thread of the page. Otherwise Django goes to that thread and back twice
    for each of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
