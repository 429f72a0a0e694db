"""What petitions do by themselves: hand over without a name, close what nobody asks to review."""

from collections.abc import Sequence
from functools import partial

from chengyun.packs.api import (
    CaseHeard,
    DayHeard,
    District,
    EntryView,
    Form,
    On,
    Setting,
    StageHeard,
    Task,
    in_both,
    say,
)
from chengyun.packs.petitions.replies import checked

KIND = "petition_matter"
# It is the petitioner's turn: to ask for a review or to leave it.
THEIRS = ("replied", "reviewed")

SETTINGS = (
    Setting(
        key="office",
        title_zh="信访部门单位代码",
        title_en="Code of the petitions office",
        kind="text",
        default="petitions",
        help_zh="接收到期提醒和承办单位办结消息的单位。",
        help_en="The unit that is told of terms and of what units have done.",
    ),
    Setting(
        key="warn_days",
        title_zh="到期前几日提醒",
        title_en="Days before a term ends",
        kind="whole",
        default=7,
        minimum=1,
        maximum=30,
    ),
)

FORMS = (
    Form(
        key="petition_onsite",
        title_zh="走访记录",
        title_en="Visit on site",
        register="petition",
        fields=("onsite_on", "onsite_note"),
        fill=(("onsite", "done"),),
    ),
    Form(
        key="reception_wish",
        title_zh="预约领导接访",
        title_en="Book a reception day",
        register="reception_booking",
        fields=("matter", "wanted_on", "who", "phone"),
        fill=(("state", "asked"),),
        public=True,
        intro_zh="请写明要反映的事项、希望的日期和联系方式，并标出事项所在位置。姓名和电话加密保存，仅信访部门可逐条查看，每次查看都有记录。",
        intro_en="Say what it is about, the day you would like and how to reach you, and mark the "
        "place. Name and telephone are encrypted; only the petitions office opens them, one at a "
        "time and on record.",
    ),
)  # fmt: skip
TASKS = (
    Task(
        key="petition_visit",
        title_zh="信访事项实地走访",
        title_en="Petitions to be looked at on site",
        register="petition",
        every_days=3,
        form="petition_onsite",
        where=(("onsite", "wanted"),),
        unit_kind="petition",
    ),
)


def hand_over(district: District, heard: StageHeard) -> None:
    """An accepted petition becomes a case of its unit: its summary and its area, nobody's name."""
    entry = district.entry(heard.entry)
    if entry is None or heard.stage not in ("accepted", "replied"):
        return
    if heard.stage == "replied":
        _doubt(district, entry)
        return
    case = district.open_case(
        KIND,
        say(f"信访交办 {entry.values['number']}", f"Petition {entry.values['number']}"),
        key=entry.key,
        text=str(entry.values.get("summary", "")),
        area=entry.area,
    )
    if entry.values.get("case_number") != case.number:
        district.change(entry.key, case_number=case.number)


def _doubt(district: District, entry: EntryView) -> None:
    """A reply that lacks something is named to the office before the petitioner has to."""
    if any(one.lamp == "bad" for one in checked(entry)):
        said = in_both(partial(_lacking, entry))
        _tell(district, said, f"reply:{entry.key}:{entry.values.get('reply_on')}", entry)


def _lacking(entry: EntryView) -> str:
    number, found = entry.values["number"], [one for one in checked(entry) if one.lamp == "bad"]
    told = say("；", "; ").join(f"{one.title}{say('：', ': ')}{one.reason}" for one in found)
    return say(f"{number} 的答复待补正：{told}", f"Reply {number} lacks: {told}")


def unit_done(district: District, heard: CaseHeard) -> None:
    """The unit has closed its case: the office may write the reply."""
    if heard.action != "close":
        return
    for entry in district.entries("petition", case_number=heard.number):
        number = entry.values["number"]
        told = (f"{number} 承办单位已办结，请答复信访人", f"{number}: done, write the reply")
        _tell(district, told, f"closed:{heard.number}", entry)


def close_unasked(district: District) -> None:
    """Close what nobody has asked to have reviewed within the term for asking."""
    for entry in district.entries("petition"):
        if entry.stage in THEIRS and entry.due and entry.due < district.now:
            district.advance(entry.key, "closed")


def of_the_day(district: District, heard: DayHeard) -> None:
    """Terms near their end are told; where nobody asked for a review in time, it is closed."""
    close_unasked(district)
    warn = int(district.setting("warn_days"))
    for entry in district.entries("petition"):
        if entry.due is None or entry.stage in THEIRS:
            continue
        left = (entry.due.date() - heard.day).days
        if left in (warn, 1, 0):
            number = entry.values["number"]
            told = (f"{number} 还有 {left} 日到期", f"{number} is due in {left} days")
            _tell(district, told, f"due:{entry.key}:{entry.stage}:{left}", entry)


def _tell(district: District, text: Sequence[str], key: str, about: EntryView) -> None:
    district.notify(str(district.setting("office")), text, key, about=about)


HOOKS = (
    On(event="stage", run=hand_over, of=("petition",)),
    On(event="case", run=unit_done, of=(KIND,)),
    On(event="day", run=of_the_day),
)
