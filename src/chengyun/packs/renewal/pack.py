"""旧改加梯: every door asked, the law's shares counted, each stage on its clock, the cost by floor.

民法典 art. 278 on what owners decide together; 上海市城市更新条例 on tenants' signatures;
subsidies and coefficients are settings.
"""

from chengyun.packs.api import CaseType, Condition, Scene
from chengyun.packs.renewal.demo import demo
from chengyun.packs.renewal.doing import FORMS, HOOKS, SETTINGS, TASKS
from chengyun.packs.renewal.registers import CHAINS, REGISTERS
from chengyun.packs.renewal.shown import INDICATORS, PAGES, PANELS, REPORTS

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
        key="renewal_dispute",
        title_zh="旧改加梯矛盾",
        title_en="Dispute about a renewal or a lift",
        category="",
        severity=3,
        limit="10wd",
        unit_kind="street",
        phrases=("加装电梯", "加梯", "装电梯不同意", "旧改", "lift retrofit", "new lift"),
        conditions=(
            Condition(
                filing_zh="阻挠施工或有冲突苗头",
                filing_en="Works are hindered, or it may come to blows",
                closing_zh="施工恢复，双方签订调解协议",
                closing_en="Works go on, both sides have signed",
                limit="1wd",
            ),
            Condition(
                filing_zh="对费用分摊、采光、噪声有异议",
                filing_en="Cost, light or noise is disputed",
                closing_zh="已书面答复或达成一致",
                closing_en="Answered in writing, or agreed",
                limit="10wd",
            ),
        ),
    ),
)
SCENE = Scene(title_zh="旧改加梯", title_en="Renewal", layers=("building",), order=55)
DEMO = demo
