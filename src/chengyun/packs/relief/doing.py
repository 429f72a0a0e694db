"""Forms, field tasks and hooks of targeted help."""

from chengyun.packs.api import Form, On, Task
from chengyun.packs.relief.finding import granted, of_the_month
from chengyun.packs.relief.suggesting import fed_back, of_the_day
from chengyun.packs.relief.words import EVERY

FORMS = (
    Form(
        key="relief_visit",
        title_zh="上门走访记录",
        title_en="Visit decided on",
        register="relief_suggestion",
        fields=("finding", "visited_on", "lacks", "note"),
        stage="visited",
        intro_zh="先打开住址（记录在案），见到人再填；未见到人也要填，次日由民政重新决定。",
        intro_en="Open the address first (it is recorded). Fill it in also where nobody was met: "
        "the next day an officer decides again.",
    ),
    Form(
        key="relief_seen",
        title_zh="例行走访",
        title_en="Regular visit",
        register="relief_household",
        fields=("seen_on", "seen_how", "lacks", "contact"),
        intro_zh="填写见到本人的日期；没有见到就保留原日期。",
        intro_en="The day on which they were seen; leave it as it was if they were not.",
    ),
    Form(
        key="relief_tell",
        title_zh="反映困难家庭",
        title_en="Tell of somebody in need",
        register="relief_signal",
        fields=("number", "where", "note", "phone"),
        fill=(("kind", "neighbour"),),
        public=True,
        intro_zh="用一句话说明情况，不写姓名，并标出大致位置。住址和电话加密保存，仅民政和所在街道可逐条查看，每次查看都有记录。",
        intro_en="Say in a sentence what it is about, without names, and mark roughly where. "
        "Address and telephone are encrypted; civil affairs and the sub-district open them one at "
        "a time and on record.",
    ),
)
TASKS = (
    Task(
        key="relief_call",
        title_zh="困难家庭上门（已决定）",
        title_en="Visits decided on",
        register="relief_suggestion",
        every_days=1,
        form="relief_visit",
        stages=("accepted",),
    ),
    Task(
        key="relief_round",
        title_zh="困难家庭例行走访",
        title_en="Regular visits to households",
        register="relief_household",
        by="level",
        every=EVERY,
        form="relief_seen",
        last="seen_on",
    ),
)
HOOKS = (
    On(event="day", run=of_the_day),
    On(event="day", run=of_the_month),
    On(event="stage", run=fed_back, of=("relief_suggestion",)),
    On(event="stage", run=granted, of=("relief_application",)),
)
