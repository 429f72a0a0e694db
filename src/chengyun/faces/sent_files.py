"""The files of a form, on any of the faces."""

from typing import Any

from django.http import HttpRequest

from chengyun.cases.files import intake
from chengyun.cases.services import Refused, attachments
from chengyun.cases.services.refused import refuse_if

NAME = "files"


def sent(request: HttpRequest) -> list[Any]:
    """The files that were chosen; browsers send an empty one where none was."""
    return [file for file in request.FILES.getlist(NAME) if file.name]


def taken(request: HttpRequest, most: int, documents: bool = False) -> list[intake.Stored]:
    """The files of the form, checked and stored, none of them yet on a case. `documents`: PDF,
    Word and Excel too.

    Raises Refused, with the name of the bad one.
    """
    files = sent(request)
    refuse_if(attachments.TOO_MANY_FILES if len(files) > most else None)
    return [_taken(file, documents) for file in files]


def _taken(file: Any, documents: bool) -> intake.Stored:
    try:
        return intake.take(file.file, file.name, documents)
    except Refused as no:
        raise Refused(no.code, f"{intake.cleaned(file.name)}: {no.message}") from None
