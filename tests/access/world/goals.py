"""Plans, projects, matters under supervision and plan texts."""

import hashlib
import io
from datetime import timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from tests.access.world.parcels import PARCEL, World


def plans(world: World) -> None:
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


def _photo_of(side: str) -> Any:
    """A photo of a site, stored."""
    from PIL import Image

    from chengyun.cases.files import intake

    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red" if side == "a" else "blue").save(picture, "JPEG")
    return intake.take(picture, "site.jpg")


def projects(world: World) -> None:
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


def supervision(world: World) -> None:
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
