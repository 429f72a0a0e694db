"""信访: every petition within its terms, its petitioner known to the petitions office alone.

信访工作条例 (2022) arts. 34-36, 上海市信访条例 (2018) arts. 34-40.
"""

from chengyun.packs.api import CaseType, Condition, Scene
from chengyun.packs.petitions.demo import demo
from chengyun.packs.petitions.doing import FORMS, HOOKS, SETTINGS, TASKS
from chengyun.packs.petitions.registers import CHAINS, REGISTERS
from chengyun.packs.petitions.shown import INDICATORS, PAGES, PANELS, REPORTS

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

CASE_TYPES = (
    CaseType(
        key="petition_matter",
        title_zh="信访交办事项",
        title_en="Matter of a petition",
        category="",
        severity=3,
        limit="45d",
        unit_kind="street",
        merge_metres=0,
        merge_hours=0,
        reportable=False,
        conditions=(
            Condition(
                filing_zh="事实清楚、责任明确的初次信访事项",
                filing_en="A first petition, plain in fact and duty",
                closing_zh="逐项提出处理意见并附法规条款和办理日期",
                closing_en="Each request decided on, with the clause and the date",
                limit="30d",
            ),
            Condition(
                filing_zh="联名、重复或需多单位会商的信访事项",
                filing_en="Joint, repeated or of several units",
                closing_zh="会商意见一致，逐项提出处理意见并附法规条款和办理日期",
                closing_en="Units agreed; each request decided on, with the clause and the date",
                limit="45d",
            ),
            Condition(
                filing_zh="建议意见类事项",
                filing_en="A proposal",
                closing_zh="说明采纳与否及理由",
                closing_en="Says whether it is taken up, and why",
                limit="25d",
            ),
        ),
    ),
)
SCENE = Scene(title_zh="信访", title_en="Petitions", order=60)
DEMO = demo
