"""What tells that the schedule of all projects must be made anew."""

from chengyun.cases.stamp import Stamp

# What `queries.whole` keeps, and the calendar that it is scheduled by.
PROJECTS = Stamp(
    "projects",
    (
        "goals_project", "goals_projectnode", "goals_nodelink", "goals_funding", "people_holiday",
        "people_unit",
    ),
)  # fmt: skip
