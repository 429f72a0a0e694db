"""Readers of cases. Every one takes the viewer; what is out of scope does not exist."""

from chengyun.cases.present import as_dict, as_dicts
from chengyun.cases.queries.allowing import Allowed, allowed_actions, loop_facts
from chengyun.cases.queries.filtering import CaseFilter, waiting_for
from chengyun.cases.queries.listing import Page, count, matching, search
from chengyun.cases.queries.reporting import reports
from chengyun.cases.queries.seeing import (
    get,
    my_tasks,
    reading,
    shared,
    still_open,
    tasks_in,
    tasks_of,
    timeline,
    visible,
)
from chengyun.cases.wall import wall

__all__ = [
    "Allowed",
    "CaseFilter",
    "Page",
    "allowed_actions",
    "as_dict",
    "as_dicts",
    "count",
    "get",
    "loop_facts",
    "matching",
    "my_tasks",
    "reading",
    "reports",
    "search",
    "shared",
    "still_open",
    "tasks_in",
    "tasks_of",
    "timeline",
    "visible",
    "waiting_for",
    "wall",
]
