"""What the pack tree_care declares."""

from chengyun.packs.api import (
    CaseType,
    Chain,
    Change,
    Checklist,
    Column,
    Drift,
    Field,
    Indicator,
    Item,
    On,
    Page,
    Panel,
    Property,
    Register,
    Report,
    Scene,
    Setting,
    Silence,
    Stage,
    Task,
    Threshold,
    VitalSign,
)
from chengyun_tree_care import hearing, showing
from chengyun_tree_care.planting import plant

PROPERTIES = (
    Property(
        code="tree_tilt",
        title_zh="树干倾角",
        title_en="Tilt of the trunk",
        unit="°",
        minimum=0,
        maximum=90,
        interval_s=600,
    ),
)

CASE_TYPES = (
    CaseType(
        key="tree_leaning",
        title_zh="行道树倾斜",
        title_en="Leaning street tree",
        category="",
        severity=2,
        limit="4h",
        unit_kind="greenery",
        merge_metres=15,
        phrases=(
            "行道树倾斜",
            "树快倒了",
            "大树歪了要倒",
            "树根翘起来了",
            "leaning street tree",
            "tree about to fall",
        ),
    ),
)

RULES = (
    Threshold(
        key="tree_leans",
        case_type="tree_leaning",
        severity=2,
        property="tree_tilt",
        title_zh="行道树倾斜超限",
        title_en="A street tree leans",
        above=8,
        clear=6,
        hold_s=1200,
        steps=((15, 1),),
    ),
    Drift(
        key="tree_drifts",
        case_type="tree_leaning",
        severity=3,
        property="tree_tilt",
        title_zh="行道树缓慢倾斜",
        title_en="A street tree leans more and more",
        side="high",
        floor_sd=0.3,
    ),
    Silence(
        key="tree_tilt_silent",
        case_type="sensor_fault",
        severity=4,
        property="tree_tilt",
        title_zh="树木倾角仪失联",
        title_en="Tilt sensor silent",
    ),
)

VITALS = (
    VitalSign(
        key="trees_upright",
        title_zh="树木直立率",
        title_en="Trees that stand",
        unit="%",
        low=98,
        high=100,
        property="tree_tilt",
        aggregate="share_normal",
    ),
)

REGISTERS = (
    Register(
        key="trees",
        title_zh="行道树",
        title_en="Street trees",
        name="name",
        code="code",
        point=True,
        layer="state",
        fields=(
            Field(key="code", title_zh="树号", title_en="Number", needed=True),
            Field(key="name", title_zh="名称", title_en="Name", needed=True),
            Field(
                key="species",
                title_zh="树种",
                title_en="Species",
                kind="choice",
                options=showing.SPECIES,
                needed=True,
            ),
            Field(
                key="girth_cm",
                title_zh="胸径",
                title_en="Girth",
                kind="whole",
                unit="cm",
                minimum=1,
                maximum=400,
            ),
            Field(key="planted", title_zh="栽植日期", title_en="Planted on", kind="day"),
            Field(
                key="state",
                title_zh="状态",
                title_en="State",
                kind="choice",
                options=showing.STATES,
                needed=True,
            ),
            Field(key="sensor", title_zh="倾角仪编号", title_en="Tilt sensor"),
        ),
    ),
    Register(
        key="tree_fellings",
        title_zh="砍伐审批",
        title_en="Felling permits",
        name="reason",
        chain="tree_felling",
        fields=(
            Field(key="reason", title_zh="事由", title_en="Reason", needed=True),
            Field(
                key="tree",
                title_zh="树木",
                title_en="Tree",
                kind="link",
                register="trees",
                needed=True,
            ),
            Field(key="found", title_zh="踏勘结论", title_en="What was found", kind="long"),
        ),
    ),
)

CHAINS = (
    Chain(
        key="tree_felling",
        title_zh="砍伐审批",
        title_en="Felling",
        stages=(
            Stage(key="applied", title_zh="申请", title_en="Applied", limit="5wd"),
            Stage(
                key="inspected",
                title_zh="踏勘",
                title_en="Inspected",
                limit="5wd",
                needs=("found",),
            ),
            Stage(key="publicised", title_zh="公示", title_en="Publicised", limit="7d"),
            Stage(key="decided", title_zh="审批", title_en="Decided", limit="5wd"),
            Stage(key="done", title_zh="完成", title_en="Done", ends=True),
        ),
    ),
)

CHECKLISTS = (
    Checklist(
        key="tree_check",
        title_zh="行道树巡查",
        title_en="Inspection of a street tree",
        register="trees",
        pass_mark=70,
        items=(
            Item(key="tree_upright", title_zh="树干直立", title_en="The trunk stands upright",
                 points=4, case_type="tree_leaning"),
            Item(key="tree_branches", title_zh="无枯枝断枝", title_en="No dead or broken branches",
                 points=3),
            Item(key="tree_cables", title_zh="枝条不碰架空线", title_en="Branches clear of cables",
                 points=2),
            Item(key="tree_guard", title_zh="护树桩完好", title_en="Stakes are sound"),
        ),
    ),
)  # fmt: skip

TASKS = (
    Task(
        key="tree_round",
        title_zh="行道树巡查",
        title_en="Inspect street trees",
        register="trees",
        checklist="tree_check",
        by="state",
        every=(("danger", 7), ("watch", 30)),
        every_days=180,
    ),
)

SETTINGS = (
    Setting(
        key="watch_tilt",
        title_zh="列入观察的倾角",
        title_en="Watch from a tilt of",
        kind="number",
        default=4.0,
        minimum=1,
        maximum=8,
        unit="°",
        help_zh="读数超过它的树列入观察；8° 起报警。",
        help_en="A tree beyond it is put under watch; alarms begin at 8°.",
    ),
)

HOOKS = (
    On(event="readings", run=hearing.watch),
    On(event="alarm", run=hearing.endanger, of=("tree_leans", "tree_drifts")),
    On(event="case", run=hearing.calm),
    On(event="stage", run=hearing.felled, of=("tree_fellings",)),
    On(event="day", run=hearing.morning),
)

PANELS = (Panel("tree_panel", "行道树", "Street trees", showing.panel),)

PAGES = (
    Page(
        key="tree_overview",
        title_zh="行道树一览",
        title_en="Street trees at a glance",
        summary_zh="有多少树、长得怎样、哪里要去看。",
        summary_en="How many trees there are, how they stand, and where to look.",
        show=showing.overview,
        asks=(showing.ASK_SPECIES,),
    ),
    Page(
        key="tree_facts",
        title_zh="我们的行道树",
        title_en="Our street trees",
        show=showing.facts,
        face="public",
    ),
)

REPORTS = (
    Report(
        key="tree_report",
        title_zh="行道树状况表",
        title_en="How the street trees stand",
        columns=(
            Column(key="area", title_zh="街道镇", title_en="Sub-district"),
            Column(key="trees", title_zh="株数", title_en="Trees", number=True),
            Column(key="watch", title_zh="观察", title_en="Under watch", number=True),
            Column(key="danger", title_zh="危险", title_en="In danger", number=True),
            Column(key="sound", title_zh="完好率 %", title_en="Sound, %", number=True),
        ),
        rows=showing.report,
    ),
)

INDICATORS = (
    Indicator(
        key="trees_sound_share",
        title_zh="行道树完好率",
        title_en="Street trees that are sound",
        unit="%",
        of=showing.sound_share,
    ),
)

MIGRATIONS = (Change(register="trees", since="0.2", run=hearing.girth_in_cm),)

SCENE = Scene(title_zh="绿化", title_en="Trees", layers=("park", "road"))

DEMO = plant
