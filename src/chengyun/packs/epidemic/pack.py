"""疫情防控: three early warnings weighed together, cases within the law’s hours, data sealed.

传染病防治法 (2025), chapters 3 and 4; 传染病信息报告管理规范 (2026).
"""

from chengyun.packs.api import CaseType, Condition, Playbook, Scene, Step
from chengyun.packs.epidemic.demo import demo
from chengyun.packs.epidemic.doing import FORMS, HOOKS, SETTINGS, TASKS
from chengyun.packs.epidemic.registers import CHAINS, STRICT
from chengyun.packs.epidemic.resources import OPEN
from chengyun.packs.epidemic.shown import INDICATORS, PAGES, PANELS, REPORTS

__all__ = [
    "CHAINS",
    "FORMS",
    "HOOKS",
    "INDICATORS",
    "PAGES",
    "PANELS",
    "REPORTS",
    "SETTINGS",
    "TASKS",
]

REGISTERS = (*STRICT, *OPEN)
CASE_TYPES = (
    CaseType(
        key="epi_alert",
        title_zh="疫情预警核查",
        title_en="Early warning of an epidemic",
        category="",
        severity=2,
        limit="24uh",
        unit_kind="health",
        merge_metres=0,
        merge_hours=0,
        reportable=False,
        conditions=(
            Condition(
                filing_zh="聚集性发病或原因不明",
                filing_en="A cluster, or of unknown cause",
                closing_zh="病原明确，传播链查清，控制措施落实",
                closing_en="The cause is known, the chain traced, measures in place",
                limit="2uh",
            ),
            Condition(
                filing_zh="多源监测合并预警",
                filing_en="Warnings weighed together",
                closing_zh="核查结论、处置建议已报",
                closing_en="What was found and what is advised has been reported",
                limit="24uh",
            ),
        ),
    ),
    CaseType(
        key="epi_low_stock",
        title_zh="防疫物资不足",
        title_en="Stocks run short",
        category="",
        severity=3,
        limit="2wd",
        unit_kind="health",
        merge_metres=0,
        merge_hours=0,
        reportable=False,
    ),
)
PLAYBOOKS = (
    Playbook(
        key="epi_response",
        title_zh="聚集性疫情处置",
        title_en="Response to a cluster",
        case_types=("epi_alert",),
        severity=0,
        steps=(
            Step(key="look", title_zh="现场核实、采样", title_en="Look on site, take samples",
                 unit_kind="health", limit="2uh", scene=True),
            Step(key="trace", title_zh="流行病学调查、追踪密接",
                 title_en="Investigate, trace contacts", unit_kind="health", limit="24uh",
                 after=("look",)),
            Step(key="school", title_zh="学校晨检、停课建议",
                 title_en="Check pupils, advise on closing classes", unit_kind="education",
                 limit="24uh", after=("look",)),
            Step(key="care", title_zh="居家观察人员生活保障",
                 title_en="See to those who stay at home", unit_kind="street", limit="24uh",
                 after=("look",)),
            Step(key="report", title_zh="处置结论上报", title_en="Report what was found",
                 unit_kind="health", limit="24uh", after=("trace", "school")),
        ),
    ),
)  # fmt: skip
SCENE = Scene(title_zh="防疫", title_en="Epidemic", order=65)
DEMO = demo
