from django import template

from chengyun.faces.desk import settings_page

register = template.Library()


@register.filter
def audited(action: str) -> str:
    """An audited act in words."""
    return settings_page.action_title(action)
