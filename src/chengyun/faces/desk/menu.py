"""The pages of the desk as data: what stands in the masthead, and what behind "More" in groups.

The command bar offers all of them. A new page is one line here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.people.choices import Role

RUNNING = (Role.DUTY_OFFICER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Page:
    """A page by its address' name. `here` is what the page calls itself; roles (): everybody.
    `key` opens it after a `g` on the keyboard.
    """

    url: str
    label: str | Promise
    here: str = ""
    roles: tuple[Role, ...] = ()
    key: str = ""

    @property
    def name(self) -> str:
        return self.here or self.url


@dataclass(frozen=True)
class Group:
    """Pages that belong together, under a word."""

    label: str | Promise
    pages: tuple[Page, ...]


LEADING = (Role.LEADER, *RUNNING)
FIRST = (
    Page("desk", _("Desk"), key="d"),
    Page("morning", _("Morning page"), roles=LEADING, key="m"),
    Page("wall:wall", _("Wall"), "wall", key="w"),
    Page("field", _("Field"), key="f"),
    Page("tasks", _("Tasks"), key="t"),
    Page("evaluation", _("Evaluation"), key="e"),
)
GROUPS = (
    Group(
        _("Goals"),
        (
            Page("goals", _("Half-year board"), key="g"),
            Page("projects", _("Projects"), key="p"),
            Page("projects-map", _("Gantt and map")),
            Page("goals-due", _("Due dates")),
            Page("goals-ranking", _("Rankings")),
            Page("matters", _("Matters under supervision"), key="s"),
            Page("drafts", _("Plan-making")),
        ),
    ),
    Group(
        _("Cases"),
        (
            Page("dispatch-list", _("Dispatch list"), "dispatch"),
            Page("standards", _("Standards")),
            Page("components", _("Components")),
            Page("scenes", _("Scenes")),
            Page("lifecycle", _("What may be done with a case")),
            Page("call-backs", _("Call-backs")),
        ),
    ),
    Group(
        _("On duty"),
        (
            Page("rota", _("Rota")),
            Page("calendar", _("Calendar")),
            Page("notices", _("Notices"), key="n"),
        ),
    ),
    Group(
        _("Sensing"),
        (
            Page("rules", _("Rules"), key="r"),
            Page("maintenance", _("Maintenance")),
            Page("sources", _("Sources"), roles=RUNNING),
            Page("deadletters", _("Refused readings"), roles=RUNNING),
            Page("upload", _("Upload readings"), roles=RUNNING),
        ),
    ),
    Group(
        _("Records"),
        (
            Page("export-index", _("Export and import")),
            Page("partners", _("Partners"), roles=RUNNING),
            Page("definitions", _("Definitions")),
        ),
    ),
    Group(
        _("Administration"),
        (
            Page("officers", _("Officers"), roles=(Role.ADMINISTRATOR,)),
            Page("units", _("Units"), roles=(Role.ADMINISTRATOR,)),
            Page("packs", _("Packs"), roles=(Role.ADMINISTRATOR,)),
            Page("challenges", _("Challenge board")),
            Page("source-keys", _("Keys of sources"), roles=(Role.ADMINISTRATOR,)),
            Page("settings", _("Settings"), roles=(Role.ADMINISTRATOR,)),
            Page("audit", _("Audit"), roles=(Role.ADMINISTRATOR,)),
            Page("account", _("Account")),
        ),
    ),
)


def first_for(role: str) -> list[Page]:
    """The pages of the masthead that a role may open."""
    return [page for page in FIRST if _may(page, role)]


def groups_for(role: str) -> list[Group]:
    """The groups with the pages that a role may open; empty groups are left out."""
    mine = (Group(g.label, tuple(p for p in g.pages if _may(p, role))) for g in GROUPS)
    return [group for group in mine if group.pages]


def _may(page: Page, role: str) -> bool:
    return not page.roles or role in page.roles


def keyed_for(role: str) -> list[Page]:
    """The pages that this role opens with two keys."""
    return [
        page
        for page in (*FIRST, *(p for g in GROUPS for p in g.pages))
        if page.key and _may(page, role)
    ]
