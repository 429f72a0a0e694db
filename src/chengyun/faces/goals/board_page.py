"""The half-year board 双过半: how much of the year is gone, how much of each task is done."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.goals.queries import half_year_board


@never_cache
@require_GET
@officers_only
def board(request: OfficerRequest) -> HttpResponse:
    """This year's plans beside the calendar."""
    told = half_year_board(request.viewer, timezone.localdate())
    return render(request, "goals/board.html", {"here": "goals", "board": told} | pages.shell())
