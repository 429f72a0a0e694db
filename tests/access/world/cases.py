"""Kinds, cases with their reports and files, alarms, tasks, a rule, kept views."""

import hashlib
import io

from django.utils import timezone
from PIL import Image

from tests.access.world.parcels import PARCEL, SPOTS, World, phone, word


def kinds(world: World) -> None:
    from chengyun.cases.models import CaseType, Category, Condition

    for key, unit in (("flood", "water"), ("smoke", "fire")):
        world.things[key] = CaseType.objects.create(
            key=key, pack=key, title_zh=key, severity=3, limit="2uh", unit_kind=unit,
            merge_metres=20, merge_hours=6,
        )  # fmt: skip
    CaseType.objects.get_or_create(
        key="other", defaults={"pack": "civic", "title_zh": "其他", "severity": 4, "limit": "5wd",
                               "unit_kind": "street"})  # fmt: skip
    category, _ = Category.objects.get_or_create(
        edition="2026", is_component=False, code="20101",
        defaults={"group_zh": "市容", "title_zh": "暴露垃圾"})  # fmt: skip
    world.things["category"] = category
    world.things["condition"], _ = Condition.objects.get_or_create(
        category=category, number=1,
        defaults={"filing_zh": "有", "closing_zh": "无", "limit": "1wd"})  # fmt: skip


def case(world: World, parcel: str) -> None:
    """A report that became a case, was filed, sent to its unit, taken up and spoken of."""
    from chengyun.cases.models import Case, Report
    from chengyun.cases.services import ReportIn, act, partners, take_report

    unit = parcel.partition("-")[2]
    kind = "smoke" if unit in ("fire", "shared") else "flood"
    told = ReportIn(
        f"{world.word(parcel, 'title')} {world.word(parcel, 'text')} "
        + f"{'x' * 40} {world.word(parcel, 'description')}",
        *SPOTS[parcel], kind, word(parcel, "reporter"), phone(parcel),
        address=world.word(parcel, "address"), confidential=unit == "secret",
    )  # fmt: skip
    world.contacts |= {word(parcel, "reporter"): parcel, phone(parcel): parcel}
    if unit == "partner":
        report, _ = partners.take(world["partner"], told, world.word(parcel, "external"))
    else:
        report = take_report(told)
    Report.objects.filter(pk=report.pk).update(rating_text=world.word(parcel, "rating"))
    case = Case.objects.get(pk=report.case_id)
    Case.objects.filter(pk=case.pk).update(title_en=world.word(parcel, "title_en"))
    world.words[case.number] = parcel
    world.numbers.add(case.number)
    world.things |= {f"case_{parcel}": case, f"report_{parcel}": report}
    act(world["zhoumin"], case.number, "comment", reason=world.word(parcel, "note"))
    # A shared case is that of the unit which its kind sends it to.
    unit = "fire" if unit == "shared" else unit
    if unit in ("water", "fire"):
        act(world["zhoumin"], case.number, "file")
        act(world["zhoumin"], case.number, "dispatch", unit=world[unit],
            reason=world.word(parcel, "order"))  # fmt: skip
        handler = world["liqiang" if unit == "water" else "sunwei"]
        act(handler, case.number, "accept")
        _file(world, parcel)


def _file(world: World, parcel: str) -> None:
    """A photo whose name and bytes carry words, and a question to who reported."""
    from chengyun.cases.files import intake
    from chengyun.cases.services import asking, attachments

    picture = io.BytesIO()
    comment = world.word(parcel, "picture").encode()
    Image.new("RGB", (640, 480)).save(picture, "JPEG", comment=comment)
    picture.seek(0)
    stored = intake.take(picture, f"{world.word(parcel, 'file')}.jpg")
    case, report = world[f"case_{parcel}"], world[f"report_{parcel}"]
    (made,) = attachments.attach(world["zhoumin"], case.number, [stored], attachments.Told())
    text = world.word(parcel, "question")
    world.things[f"file_{parcel}"] = made
    world.things[f"question_{parcel}"] = asking.ask(
        world["zhoumin"], case.number, report.receipt, text
    )


def alarms(world: World) -> None:
    from chengyun.cases.models import Alarm
    from chengyun.cases.services import AlarmIn, take_alarms

    now = timezone.now()
    for side in "ab":
        parcel = f"{side}-alarm"
        stream, key = world[f"stream_{side}"], hashlib.sha256(parcel.encode()).hexdigest()[:32]
        made = AlarmIn(key, "flood.level", "smoke", stream.pk, 2, 0.4, now, now, "onset",
                       {"limit": 0.3}, world.word(parcel, "title"),
                       world.word(parcel, "title_en"))  # fmt: skip
        case = take_alarms([made])[0]
        world.words[case.number] = parcel
        world.things |= {f"case_{parcel}": case, f"alarm_{side}": Alarm.objects.get(key=key)}


def rule(world: World) -> None:
    """A rule of the dispatch list."""
    from chengyun.cases.dispatching import Rule
    from chengyun.cases.services import write_rule

    world.things["rule"] = write_rule(world["admin"], Rule(0, "x", unit_kind="water"))


def tasks(world: World) -> None:
    """A task of each side's own unit, and the water bureau called to a case of another."""
    from chengyun.cases.models import Playbook, TaskKind
    from chengyun.cases.services import tasks

    for parcel, unit in ((PARCEL["a"], "water"), (PARCEL["b"], "fire"), ("a-shared", "water")):
        wanted = tasks.Call(TaskKind.SUPPORT, [world[unit]], world.word(parcel, "task"))
        (made,) = tasks.call(world["zhoumin"], world[f"case_{parcel}"].number, wanted)
        world.things[f"task_{parcel}"] = made
    world.things |= {f"task_{side}": world[f"task_{PARCEL[side]}"] for side in "ab"}
    world.things["playbook"], _ = Playbook.objects.get_or_create(
        key="p", defaults={"pack": "x", "title_zh": "x"}
    )


def filters(world: World) -> None:
    """A view of the queue that an officer of each side keeps for themselves."""
    from chengyun.cases.models import SavedFilter

    for side, who in (("a", "liqiang"), ("b", "sunwei")):
        world.things[f"filter_{side}"] = SavedFilter.objects.create(
            user=world[who], name="我的", query="open=1"
        )
