"""Who may open the administrator's pages."""

from django.core.exceptions import PermissionDenied

from chengyun.faces.access import OfficerRequest
from chengyun.people import staff
from chengyun.people.policy import is_whole


def require_keeper(request: OfficerRequest) -> None:
    """An administrator, of whatever area. Raises PermissionDenied."""
    if not staff.may_keep(request.user):
        raise PermissionDenied


def require_keeper_of_all(request: OfficerRequest) -> None:
    """An administrator of the whole, for what is the same for all. Raises PermissionDenied."""
    require_keeper(request)
    if not is_whole(request.viewer.area_path):
        raise PermissionDenied
