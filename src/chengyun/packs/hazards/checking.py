"""What an inspection looks at, how often by risk, and how residents tell of a hazard."""

from chengyun.packs.api import Checklist, Form, Item, Task


def _fill(kind: str, grade: str = "general") -> tuple[tuple[str, str], ...]:
    return (("kind", kind), ("grade", grade), ("source", "inspection"))


CHECKLISTS = (
    Checklist(
        key="place_check",
        title_zh="重点场所安全检查",
        title_en="Safety check of a key place",
        register="hazard_place",
        pass_mark=85,
        items=(
            Item(
                key="duty",
                title_zh="落实全员安全生产责任制，有人负责、有制度",
                title_en="Everyone’s duties are written down and somebody is in charge",
                points=10,
                law="《安全生产法》第二十二条",
                into="hazard",
                fill=_fill("other"),
            ),
            Item(
                key="training",
                title_zh="从业人员经安全培训上岗",
                title_en="Staff are trained before they work",
                points=10,
                law="《安全生产法》第二十八条",
                into="hazard",
                fill=_fill("other"),
            ),
            Item(
                key="exits",
                title_zh="出口、疏散通道畅通，标志明显",
                title_en="Exits are clear and marked",
                points=20,
                law="《安全生产法》第四十二条",
                into="hazard",
                fill=_fill("fire"),
            ),
            Item(
                key="lodging",
                title_zh="生产经营场所内无违规住人",
                title_en="Nobody lives where goods are made or kept",
                points=20,
                law="《安全生产法》第四十二条",
                case_type="major_hazard",
                into="hazard",
                fill=_fill("fire", "major"),
            ),
            Item(
                key="gas",
                title_zh="安装可燃气体报警装置并正常使用",
                title_en="A gas alarm is fitted and works",
                points=15,
                law="《安全生产法》第三十六条第四款",
                into="hazard",
                fill=_fill("gas"),
            ),
            Item(
                key="wiring",
                title_zh="线路无私拉乱接，配电箱规范",
                title_en="Wiring and switchboards are as they should be",
                points=10,
                law="GB 13955、GB 50054",
                into="hazard",
                fill=_fill("electric"),
            ),
            Item(
                key="hot_work",
                title_zh="动火、吊装等危险作业有审批、有专人",
                title_en="Dangerous work has a permit and a watch",
                points=15,
                law="《安全生产法》第四十三条",
                into="hazard",
                fill=_fill("other"),
            ),
        ),
    ),
)

TASKS = (
    Task(
        key="place_visit",
        title_zh="重点场所计划检查",
        title_en="Planned inspection",
        register="hazard_place",
        by="risk",
        every=(("red", 30), ("orange", 60), ("yellow", 90), ("blue", 180)),
        checklist="place_check",
    ),
)

FORMS = (
    Form(
        key="hazard_tip",
        title_zh="隐患随手拍",
        title_en="Tell of a hazard",
        register="hazard",
        fields=("title", "kind"),
        fill=(("grade", "general"), ("source", "public")),
        public=True,
        intro_zh="看到身边的安全隐患，请写一句话并标出位置。紧急情况请直接拨打 119 或 110。",
        intro_en="Say in a sentence what is dangerous and mark the place. "
        "In an emergency call 119 or 110.",
    ),
)
