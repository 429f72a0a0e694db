from django import template

from chengyun.goals.transitions import NEEDS

register = template.Library()


@register.filter
def need_label(name: str) -> str:
    """What an action asks for, as the label of its field."""
    words = str(NEEDS[name])
    return words[:1].upper() + words[1:]
