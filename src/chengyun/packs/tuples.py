"""The tuples that a pack's `pack.py` may hold, as data: loading and clashes follow this table."""

from dataclasses import dataclass

from chengyun.packs import api


@dataclass(frozen=True)
class Told:
    """A tuple in `pack.py`, the class of what it holds, what one is called, and its key."""

    name: str
    kind: type
    word: str
    key: str = "key"
    # False: it is called by nobody, and need not have a name of its own among all packs.
    own: bool = True

    @property
    def attribute(self) -> str:
        """The field of `registry.Pack` that holds it."""
        return self.name.lower()


TUPLES = (
    Told("PROPERTIES", api.Property, "property", "code"),
    Told("CASE_TYPES", api.CaseType, "case type"),
    Told("RULES", api.Rule, "rule"),
    Told("VITALS", api.VitalSign, "vital sign"),
    Told("PLAYBOOKS", api.Playbook, "playbook"),
    Told("REGISTERS", api.Register, "register"),
    Told("CHAINS", api.Chain, "chain"),
    Told("CHECKLISTS", api.Checklist, "checklist"),
    Told("FORMS", api.Form, "form"),
    Told("TASKS", api.Task, "task"),
    Told("SETTINGS", api.Setting, "setting", own=False),
    Told("HOOKS", api.On, "hook", own=False),
    Told("PANELS", api.Panel, "panel"),
    Told("PAGES", api.Page, "page"),
    Told("REPORTS", api.Report, "report"),
    Told("INDICATORS", api.Indicator, "indicator"),
    Told("MIGRATIONS", api.Change, "change", own=False),
)
