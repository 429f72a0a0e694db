"""智慧社区: an estate on one sheet. Scores and signals suggest; a person, or a doctor, decides."""

from chengyun.packs.api import Scene
from chengyun.packs.community.demo import demo
from chengyun.packs.community.doing import FORMS, HOOKS, SETTINGS, TASKS
from chengyun.packs.community.health import CARE, VISIT
from chengyun.packs.community.patrol import CHECKLISTS
from chengyun.packs.community.registers import BOOTH, ESTATE, PERSON, RETROFIT, SIGNAL
from chengyun.packs.community.registers import CHAINS as CIRCLE_CHAINS
from chengyun.packs.community.sensing import CASE_TYPES, PROPERTIES, RULES, VITALS
from chengyun.packs.community.shown import INDICATORS, PAGES, PANELS, REPORTS

__all__ = [
    "CASE_TYPES",
    "CHECKLISTS",
    "FORMS",
    "HOOKS",
    "INDICATORS",
    "PAGES",
    "PANELS",
    "PROPERTIES",
    "REPORTS",
    "RULES",
    "SETTINGS",
    "TASKS",
    "VITALS",
]

REGISTERS = (ESTATE, BOOTH, PERSON, SIGNAL, RETROFIT, VISIT)
CHAINS = (*CIRCLE_CHAINS, CARE)
SCENE = Scene(title_zh="社区", title_en="Estates", layers=("building",), order=58)
DEMO = demo
