"""Words of the standard's pages."""

from django import template

from chengyun.cases.standards.condition_file import limit_words
from chengyun.places.choices import ComponentState

register = template.Library()
register.filter("limit_words", limit_words)
MARKS = {
    ComponentState.INTACT: "state-good",
    ComponentState.DAMAGED: "state-watch",
    ComponentState.LOST: "state-bad",
}


@register.filter
def component_state(state: str) -> str:
    """The class that marks a state of a component."""
    return MARKS.get(ComponentState(state), "state-stale")
