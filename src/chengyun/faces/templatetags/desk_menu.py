"""The desk's menu in its pages: `{% desk_menu as menu %}`."""

from typing import Any

from django import template

from chengyun.faces.desk import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_menu(context: dict[str, Any]) -> dict[str, Any]:
    """The first pages, the groups behind "More" for this officer, and whether this page is there.

    A page is where its address' name says; pages below another say that one's name as `here`.
    """
    request = context["request"]
    groups = menu.groups_for(request.user.role)
    match = request.resolver_match
    here = context.get("here") or (match.url_name if match else "")
    inside = any(page.name == here for group in groups for page in group.pages)
    return {
        "first": menu.first_for(request.user.role),
        "groups": groups,
        "keyed": menu.keyed_for(request.user.role),
        "inside": inside,
        "here": here,
    }
