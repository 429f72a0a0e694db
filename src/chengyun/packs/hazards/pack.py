"""隐患排查: places by risk, inspections by plan, and every hazard followed until it is struck off.

《安全生产法》(2021) art. 4 and 41: risks are graded, hazards are found, recorded, rectified and
reported in a closed loop; the four colours are those of 风险分级管控.
"""

from chengyun.packs.api import CaseType, Scene
from chengyun.packs.hazards.checking import CHECKLISTS, FORMS, TASKS
from chengyun.packs.hazards.demo import demo
from chengyun.packs.hazards.drawing import CHAIN, HOOKS, registers
from chengyun.packs.hazards.registers import CHAINS as RECTIFYING
from chengyun.packs.hazards.registers import INSPECTORS
from chengyun.packs.hazards.registers import REGISTERS as KEPT
from chengyun.packs.hazards.shown import PAGES, PANELS

__all__ = ["CHECKLISTS", "FORMS", "HOOKS", "PAGES", "PANELS", "TASKS"]

CHAINS = (*RECTIFYING, CHAIN)
REGISTERS = (*KEPT, *registers(INSPECTORS))

CASE_TYPES = (
    CaseType(
        key="major_hazard",
        title_zh="重大事故隐患",
        title_en="Major hazard",
        category="",
        severity=2,
        limit="3wd",
        unit_kind="street",
        merge_metres=0,
        reportable=False,
    ),
)
SCENE = Scene(order=45)
DEMO = demo
