"""A small world in parcels: every text of a parcel carries a word that stands nowhere else."""

import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from PIL import Image

from tests.access.personas import PERSONAS

LETTERS = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
# The case that stands for a side: of 李强's unit in A, of the other unit in B.
PARCEL = {"a": "a-water", "b": "b-fire"}
A_BOX, B_BOX = (121.4250, 31.1860, 121.4400, 31.1980), (121.41, 31.175, 121.425, 31.186)
SPOTS = {
    "a-secret": (121.4350, 31.1870),
    "a-shared": (121.4290, 31.1940),
    "a-water": (121.4300, 31.1900), "a-fire": (121.4380, 31.1970), "a-partner": (121.4260, 31.1965),
    "b-water": (121.4120, 31.1770), "b-fire": (121.4230, 31.1850),
}  # fmt: skip


def word(parcel: str, what: str) -> str:
    """A word of this parcel and of nothing else."""
    return "w" + hashlib.sha256(f"{parcel} {what}".encode()).hexdigest()[:11].translate(LETTERS)


def phone(parcel: str) -> str:
    return "139" + f"{int(hashlib.sha256(parcel.encode()).hexdigest(), 16) % 10**8:08d}"


@dataclass
class World:
    """What was made: objects by name, secrets by persona, words by parcel."""

    things: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # word: parcel
    contacts: dict[str, str] = field(default_factory=dict)  # word: parcel
    # Numbers of cases; Open311 publishes them by design, without anything else of the case.
    numbers: set[str] = field(default_factory=set)

    def word(self, parcel: str, what: str) -> str:
        made = word(parcel, what)
        self.words[made] = parcel
        return made

    def __getitem__(self, name: str) -> Any:
        return self.things[name]


def build() -> World:
    """Two sub-districts, three units, cases and devices in each, and every persona."""
    world = World()
    _places(world)
    _persons(world)
    _kinds(world)
    _devices(world)
    for parcel in SPOTS:
        _case(world, parcel)
    _alarms(world)
    _desk(world)
    _tasks(world)
    _notices(world)
    _projects(world)
    _supervision(world)
    _stamps(world)
    _goals(world)
    _entries(world)
    _challenges(world)
    _filters(world)
    _published()
    return world


def _published() -> None:
    """The open figures as the clock counts them; there is no brief of today."""
    from chengyun.insight.publications import publish

    publish(timezone.localdate())


def _entries(world: World) -> None:
    """A key place of each side in a register of a pack."""
    from chengyun.packs.district import Bound

    for side, at in (("a", (121.4300, 31.1900)), ("b", (121.4120, 31.1770))):
        told = {"title": f"场所 {side}", "risk": "red", "trade": "shops", "licence": side,
                "address": "某路1号", "keeper_phone": phone(f"entry {side}")}  # fmt: skip
        world.things[f"entry_{side}"] = Bound("hazards", None).add("hazard_place", told, at=at)


def _goals(world: World) -> None:
    """A plan of each side's sub-district, led by its unit, with an indicator and a figure."""
    from datetime import date

    from chengyun.goals.models import Indicator, IndicatorValue, Plan

    for side, parcel in PARCEL.items():
        unit = world[parcel.partition("-")[2]]
        plan = Plan.objects.create(
            key=f"plan-{side}", title_zh=world.word(parcel, "plan"), unit=unit,
            year=timezone.localdate().year, area_path=world[f"street_{side}"].path,
        )  # fmt: skip
        made = Indicator.objects.create(
            plan=plan, key=f"indicator-{side}", title_zh=world.word(parcel, "indicator"),
            target_year=100,
        )  # fmt: skip
        IndicatorValue.objects.create(
            indicator=made, period=date(plan.year, 1, 31), value=7,
            note=world.word(parcel, "figure"),
        )  # fmt: skip
        world.things[f"indicator_{side}"] = made


def _area(code: str, name: str, level: str, parent: Any, box: Any) -> Any:
    from chengyun.places.models import Area

    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Area.objects.create(
        code=code, name=name, level=level, parent=parent,
        path=f"{parent.path if parent else ''}{code}/", lon=(west + east) / 2,
        lat=(south + north) / 2,
        boundary=json.dumps({"type": "Polygon", "coordinates": [ring]}),
    )  # fmt: skip


def _places(world: World) -> None:
    from chengyun.people.models import Unit
    from chengyun.places.models import BaseLayer

    root = _area("310104", "徐汇区", "district", None, (121.38, 31.10, 121.48, 31.23))
    world.things["root"] = root
    for side, code, name, box in (("a", "310104014", "徐家汇街道", A_BOX),
                                  ("b", "310104011", "田林街道", B_BOX)):  # fmt: skip
        street = _area(code, name, "street", root, box)
        committee = _area(f"{code}001", f"{name}居委会", "committee", street, box)
        grid = _area(f"{code}001001", f"{name}第一网格", "grid", committee, box)
        world.things |= {f"street_{side}": street, f"grid_{side}": grid}
    for code, name, kind in (("centre", "区城运中心", "centre"), ("water", "区水务局", "water"),
                             ("fire", "区消防救援支队", "fire")):  # fmt: skip
        world.things[code] = Unit.objects.create(code=code, name_zh=name, kind=kind)
    BaseLayer.objects.create(kind="park", geojson='{"type": "FeatureCollection", "features": []}')


def _persons(world: World) -> None:
    from chengyun.cases.services import partners
    from chengyun.people import services as people
    from chengyun.people.models import User
    from chengyun.sensing.services import create_source

    for persona in PERSONAS:
        if persona.user:
            facts = {k: world.things.get(str(v), v) if k in ("area", "unit") else v
                     for k, v in persona.facts.items()}  # fmt: skip
            user = User.objects.create(username=persona.user, name=persona.user, **facts)
            world.things[persona.user] = user
    screen = User.objects.create(username="screen", role="leader", area=world["street_a"])
    secrets = world.secrets
    secrets["kiosk"] = people.issue_token(screen, people.KIOSK)
    secrets["api-token"] = people.issue_token(world["liqiang"])
    secrets["revoked"] = people.issue_token(world["admin"])
    people.revoke(secrets["revoked"])
    secrets["expired"] = people.issue_token(world["admin"], ttl=timedelta(seconds=-1))
    sources = [create_source("plain"), create_source("manager", manages=True)]
    secrets["source-key"], secrets["managing-key"] = (made.key for made in sources)
    world.things["source"] = sources[0].source
    partner = partners.add("neighbour")
    secrets["partner-key"], world.things["partner"] = partner.key, partner.partner


def _kinds(world: World) -> None:
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


def _still(world: World, side: str) -> None:
    """A camera of a side, and what it saw last."""
    from chengyun.cases.services import stills
    from chengyun.sensing.models import Source, Thing

    at = world[f"thing_{side}"]
    camera = Thing.objects.create(
        key=world.word(f"{side}-device", "camera"), name=world.word(f"{side}-device", "eye"),
        kind="camera", area=at.area, lon=at.lon, lat=at.lat,
    )  # fmt: skip
    source, _ = Source.objects.get_or_create(name="cameras", key_digest="0" * 64)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red" if side == "a" else "blue").save(picture, "PNG")
    world.things[f"still_{side}"] = stills.keep(source, camera.key, picture)


def _devices(world: World) -> None:
    from chengyun.places.models import Component
    from chengyun.sensing.models import Datastream, ObservedProperty, Thing

    level, _ = ObservedProperty.objects.get_or_create(
        code="water_level", defaults={"name_zh": "水", "minimum": -10, "maximum": 10})  # fmt: skip
    for side, box in (("a", A_BOX), ("b", B_BOX)):
        parcel, grid = f"{side}-device", world[f"grid_{side}"]
        thing = Thing.objects.create(
            key=world.word(parcel, "key"), name=world.word(parcel, "name"), kind="gauge",
            description=world.word(parcel, "description"), area=grid, lon=box[0] + 0.002,
            lat=box[1] + 0.002, properties={"note": world.word(parcel, "properties")},
        )  # fmt: skip
        stream = Datastream.objects.create(
            key=f"{thing.key}/level", thing=thing, observed_property=level, interval_s=60,
            name=world.word(parcel, "stream"),
        )  # fmt: skip
        world.things |= {f"thing_{side}": thing, f"stream_{side}": stream}
        _still(world, side)
        world.things[f"component_{side}"] = Component.objects.create(
            code=f"{grid.code[:12]}{'1' if side == 'a' else '2'}0101", category="10101",
            name=world.word(parcel, "component"), authority_code="1", authority_name="x",
            grid=grid.code, state="intact", begun_on="2026-01-01", area_path=grid.path,
            remark=world.word(parcel, "remark"),
        )  # fmt: skip


def _case(world: World, parcel: str) -> None:
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


def _alarms(world: World) -> None:
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


def _desk(world: World) -> None:
    """What the desk's own tables hold: windows of maintenance, a rule, a post with a shift."""
    from chengyun.cases.dispatching import Rule
    from chengyun.cases.services import write_rule
    from chengyun.people.models import Patrol, Post, Shift
    from chengyun.sensing import maintenance

    now = timezone.now()
    for side in "ab":
        window = maintenance.Window(
            since=now, until=now + timedelta(hours=2), thing=world[f"thing_{side}"],
            reason=world.word(f"{side}-device", "maintenance"),
        )  # fmt: skip
        world.things[f"window_{side}"] = maintenance.plan(world["zhoumin"], window)
    world.things["rule"] = write_rule(world["admin"], Rule(0, "x", unit_kind="water"))
    for unit, side, who in (("water", "a", "liqiang"), ("fire", "b", "sunwei")):
        post = Post.objects.create(unit=world[unit], kind="handler", title_zh="x")
        officer = world["wangfang" if side == "a" else who]
        world.things[f"patrol_{side}"] = Patrol.objects.create(
            key=uuid4(), user=officer, started_at=now, area_path=world[f"street_{side}"].path
        )
        world.things[f"shift_{side}"] = Shift.objects.create(
            post=post, user=world[who], start=now, end=now + timedelta(hours=8)
        )


def _tasks(world: World) -> None:
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


def _notices(world: World) -> None:
    """An inbox for each handler, messages in it, and one of a case that is not theirs any more."""
    from chengyun.notices import calendar_feed
    from chengyun.notices.models import Channel, Delivery, Posting, Webhook

    now = timezone.now()
    world.secrets["calendar-link"] = calendar_feed.new_link(world["liqiang"]).rpartition("=")[2]
    for side, who in (("a", "liqiang"), ("b", "sunwei")):
        facts = {"user": world[who], "created_at": now}
        inbox = Channel.objects.create(kind="app", **facts)
        own = Channel.objects.create(title=world.word(PARCEL[side], "channel"), **facts)
        for at, parcel in enumerate((PARCEL["a"], PARCEL["b"])):
            made = Delivery.objects.create(
                channel=inbox, event=at + 1, kind="dispatched", case=world[f"case_{parcel}"],
                at=now, created_at=now, next_at=now, state="sent", settled_at=now,
            )  # fmt: skip
            if parcel == PARCEL[side]:
                world.things[f"message_{side}"] = made
        world.things[f"channel_{side}"] = own
    hook = Webhook.objects.create(
        title="hook", url="", shown="https://x", secrets="", created_at=now,
        created_by=world["admin"],
    )  # fmt: skip
    world.things["webhook"] = hook
    world.things["posting"] = Posting.objects.create(
        webhook=hook, event=1, type="x", body=world.word("a-water", "body"), created_at=now
    )


def _photo_of(side: str) -> Any:
    """A photo of a site, stored."""
    from PIL import Image

    from chengyun.cases.files import intake

    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red" if side == "a" else "blue").save(picture, "JPEG")
    return intake.take(picture, "site.jpg")


def _projects(world: World) -> None:
    """A project of each side's unit with a node, a baseline, funds, a report, and a link across."""
    from chengyun.goals import models

    day = timezone.localdate()
    line = models.BudgetLine.objects.create(code="1", title_zh="x")
    for side in "ab":
        parcel, unit = PARCEL[side], world["water" if side == "a" else "fire"]
        project = models.Project.objects.create(
            key=f"project-{side}", title_zh=world.word(parcel, "project"), unit=unit,
            area_path=world[f"street_{side}"].path, start=day, deadline=day + timedelta(days=60),
            risk="high", risk_text=world.word(parcel, "risk"), lon=121.43, lat=31.19,
        )  # fmt: skip
        node = models.ProjectNode.objects.create(
            project=project, key="A1", title_zh=world.word(parcel, "node"), days=5, unit=unit
        )
        models.Funding.objects.create(
            node=node, line=line, planned=7, reason=world.word(parcel, "reason")
        )
        report = models.ProjectReport.objects.create(
            project=project, week=day, text=world.word(parcel, "week"), at=timezone.now()
        )
        stored = _photo_of(side)
        photo = models.ReportPhoto.objects.create(
            key=f"photo-{side}", report=report, sha256=stored.sha256, media_type=stored.media_type,
            medium=stored.medium, bytes=stored.bytes, name="site.jpg", at=timezone.now(),
        )  # fmt: skip
        world.things |= {f"project_{side}": project, f"node_{side}": node, f"photo_{side}": photo}
    models.NodeLink.objects.create(before=world["node_a"], after=world["node_b"])


def _supervision(world: World) -> None:
    """A matter of each side in its unit's hands, a slip, a circular; and a plan text written."""
    from dataclasses import asdict

    from chengyun.goals import texts
    from chengyun.goals.models import (
        Circular,
        Draft,
        DraftVersion,
        Matter,
        MatterNotice,
        MatterUnit,
    )

    now, today = timezone.now(), timezone.localdate()
    for side, unit in (("a", "water"), ("b", "fire")):
        parcel, path = PARCEL[side], world[f"street_{side}"].path
        own: dict[str, Any] = {"area_path": path}
        matter = Matter.objects.create(
            number=f"M{side}", title_zh=world.word(parcel, "matter"), source="meeting",
            text=world.word(parcel, "wanted"), stage="handling", registered_on=today, due=today,
            first_due=today, lead=world[unit], assigned_on=today, signed_on=today, **own,
        )  # fmt: skip
        MatterUnit.objects.create(matter=matter, unit=world[unit], leads=True, signed_at=now)
        world.things[f"proof_{side}"] = _proof(matter, world.word(parcel, "proof"))
        circular = Circular.objects.create(
            number=f"T{side}", day=today, note=world.word(parcel, "circular"), made_at=now, **own
        )
        world.things[f"slip_{side}"] = MatterNotice.objects.create(
            key=f"slip-{side}", matter=matter, unit=world[unit], kind="circular", lamp="red",
            due=today, circular=circular, made_at=now, note=world.word(parcel, "slip"),
        )  # fmt: skip
        draft = Draft.objects.create(
            number=f"P{side}", kind="special", title_zh=world.word(parcel, "plan"),
            unit=world[unit], begun_on=today, **own,
        )  # fmt: skip
        text = texts.numbered([], world.word(parcel, "paragraph"))
        DraftVersion.objects.create(
            draft=draft, number=1, at=now, paragraphs=[asdict(p) for p in text],
            digest=texts.digest(text),
        )  # fmt: skip
        named = {"matter": matter, "circular": circular, "plan_text": draft}
        world.things |= {f"{name}_{side}": thing for name, thing in named.items()}


def _proof(matter: Any, name: str) -> Any:
    """A photo that proves something of a matter."""
    from chengyun.cases.files import intake
    from chengyun.goals.models import MatterProof

    picture = io.BytesIO()
    Image.new("RGB", (8, 8), f"#{hashlib.sha256(name.encode()).hexdigest()[:6]}").save(
        picture, "JPEG"
    )
    file = intake.take(picture, f"{name}.jpg")
    return MatterProof.objects.create(
        key=f"proof-{matter.number}", matter=matter, step="report", medium=file.medium,
        media_type=file.media_type, bytes=file.bytes, sha256=file.sha256, name=file.name,
        width=file.width, height=file.height, uploaded_at=timezone.now(),
    )  # fmt: skip


def _stamps(world: World) -> None:
    """What the first reader of SensorThings would otherwise cause to be written."""
    from chengyun.api.sensorthings import handling

    handling._Known.things = (-1, -1)
    handling.complete()


def _challenges(world: World) -> None:
    """A problem on the board in each sub-district."""
    from chengyun.packs.models import Challenge

    for side in "ab":
        parcel = f"{side}-device"
        world.things[f"challenge_{side}"] = Challenge.objects.create(
            title=world.word(parcel, "challenge"), text=world.word(parcel, "problem"),
            area=world[f"street_{side}"], wanted_by="街道", measure="十天内", pack="flood",
            until=timezone.localdate() + timedelta(days=30), author=world["zhoumin"],
            taken_by="供排水所", taken_at=timezone.now(), trial_at=timezone.now(),
        )  # fmt: skip


def _filters(world: World) -> None:
    """A view of the queue that an officer of each side keeps for themselves."""
    from chengyun.cases.models import SavedFilter

    for side, who in (("a", "liqiang"), ("b", "sunwei")):
        world.things[f"filter_{side}"] = SavedFilter.objects.create(
            user=world[who], name="我的", query="open=1"
        )
