"""What tells which part of the schedule of all projects, or of the matrix, must be read anew."""

from chengyun.cases.stamp import Stamp

SITES = Stamp("projects", ("goals_project",))
STEPS = Stamp("nodes", ("goals_projectnode",))
TIES = Stamp("ties", ("goals_nodelink",))
FUNDS = Stamp("funds", ("goals_funding",))
# The calendar that projects are scheduled by.
WORKDAYS = Stamp("workdays", ("people_holiday", "people_unit"))
# What `queries.whole` keeps.
PROJECTS = (SITES, STEPS, TIES, FUNDS, WORKDAYS)
MEASURED = Stamp(
    "measured",
    ("goals_indicator", "goals_target", "goals_appeal", "goals_plan", "people_unit", "places_area"),
)
FIGURES = Stamp("figures", ("goals_indicatorvalue",))
# What `queries.cube` keeps.
MATRIX = (MEASURED, FIGURES)
STAMPS = (*PROJECTS, *MATRIX)
