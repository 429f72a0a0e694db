"""What tells which part of the schedule of all projects must be read anew."""

from chengyun.cases.stamp import Stamp

SITES = Stamp("projects", ("goals_project",))
STEPS = Stamp("nodes", ("goals_projectnode",))
TIES = Stamp("ties", ("goals_nodelink",))
FUNDS = Stamp("funds", ("goals_funding",))
# The calendar that projects are scheduled by.
WORKDAYS = Stamp("workdays", ("people_holiday", "people_unit"))
# What `queries.whole` keeps.
STAMPS = (SITES, STEPS, TIES, FUNDS, WORKDAYS)
