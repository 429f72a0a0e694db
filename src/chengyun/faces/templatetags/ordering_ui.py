"""The head of a column that sorts its table: `{% column order "name" label %}`."""

from typing import Any
from urllib.parse import urlencode

from django import template

from chengyun.faces.desk.ordering import Order

register = template.Library()


@register.inclusion_tag("desk/_column.html", takes_context=True)
def column(context: dict[str, Any], order: Order, name: str, label: str, kind: str = "") -> Any:
    """`kind` is the class of the column; a second click turns the order round."""
    here = order.by == name
    query = context["request"].GET.dict() | {
        "sort": f"-{name}" if here and not order.down else name
    }
    query.pop("page", None)
    towards = ("descending" if order.down else "ascending") if here else ""
    return {"label": label, "query": urlencode(query), "towards": towards, "kind": kind}
