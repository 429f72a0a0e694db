"""精准救助: who needs help is found by reasons that are shown, and a person decides.

社会救助暂行办法 (国务院令第 649 号), 最低生活保障审核确认办法 (民发〔2021〕57 号), 特困人员认定办法
(民发〔2021〕43 号).
"""

from chengyun.packs.api import Scene
from chengyun.packs.relief.care import SETTINGS
from chengyun.packs.relief.demo import demo
from chengyun.packs.relief.doing import FORMS, HOOKS, TASKS
from chengyun.packs.relief.registers import CHAINS, REGISTERS
from chengyun.packs.relief.shown import INDICATORS, PAGES, PANELS, REPORTS

__all__ = [
    "CHAINS",
    "FORMS",
    "HOOKS",
    "INDICATORS",
    "PAGES",
    "PANELS",
    "REGISTERS",
    "REPORTS",
    "SETTINGS",
    "TASKS",
]

SCENE = Scene(title_zh="救助", title_en="Help", order=55)
DEMO = demo
