"""消防救援: is it a fire and why, who comes how soon, where water is, what is shut, what we learnt.

GB/T 26875.3 (alarms), GB 50974 (hydrants), 消防法 and order 61 (drills), 建标 152-2017 (stations).
"""

from chengyun.packs.api import Scene
from chengyun.packs.fire.checking import CHECKLISTS
from chengyun.packs.fire.demo import demo
from chengyun.packs.fire.doing import FORMS, HOOKS, SETTINGS, TASKS
from chengyun.packs.fire.playbooks import PLAYBOOKS
from chengyun.packs.fire.registers import CHAINS, REGISTERS
from chengyun.packs.fire.sensing import CASE_TYPES, PROPERTIES, RULES, VITALS
from chengyun.packs.fire.shown import INDICATORS, PAGES, PANELS, REPORTS

__all__ = [
    "CASE_TYPES",
    "CHAINS",
    "CHECKLISTS",
    "FORMS",
    "HOOKS",
    "INDICATORS",
    "PAGES",
    "PANELS",
    "PLAYBOOKS",
    "PROPERTIES",
    "REGISTERS",
    "REPORTS",
    "RULES",
    "SETTINGS",
    "TASKS",
    "VITALS",
]

SCENE = Scene(title_zh="消防", title_en="Fire", layers=("building", "road"), order=20)
DEMO = demo
