"""What is kept beside demonstration projects: baselines, risks, funds, weekly reports."""

import io
import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from chengyun.cases.files import intake
from chengyun.cases.files.intake import Stored
from chengyun.goals.demo_project_words import LINES, REPORTS, RISKS, SHARED
from chengyun.goals.models import (
    Baseline,
    BudgetLine,
    Funding,
    NodeNeed,
    Project,
    ProjectNode,
    ProjectReport,
    SharedResource,
)
from chengyun.goals.networks import frozen_rows
from chengyun.goals.services.reports import keep_photos

if TYPE_CHECKING:
    from chengyun.goals.demo_projects import Maker

WEEKS = 14


def baselines(maker: "Maker") -> None:
    """A baseline of each week as the projects stood then."""
    monday = maker.today - timedelta(days=maker.today.weekday())
    made = []
    for week in range(WEEKS, -1, -1):
        day = monday - timedelta(weeks=week)
        standings = maker.network(day).standings()
        for site in maker.sites.values():
            found = standings[site.project.pk]
            begins = site.project.start - timedelta(days=7)
            if day < begins or found.finished:
                continue
            rows = frozen_rows((node, found.nodes[node.pk]) for node in site.nodes.values())
            made.append(
                Baseline(project=site.project, taken_on=day, slack_days=found.slack_days,
                         share=found.share, rows=rows)
            )  # fmt: skip
    Baseline.objects.bulk_create(made)


def risks(maker: "Maker") -> None:
    """As bad as the projects stand today."""
    standings = maker.network(maker.today).standings()
    for site in maker.sites.values():
        slack = standings[site.project.pk].slack_days
        open_ = not standings[site.project.pk].finished
        site.project.risk = _risk(slack) if open_ else "low"
        told = RISKS[site.project.risk]
        site.project.risk_text = site.rng.choice(told) if told else ""
    Project.objects.bulk_update(
        [site.project for site in maker.sites.values()], ["risk", "risk_text"]
    )


def funds(maker: "Maker") -> None:
    """What each node has from one or two budget lines."""
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(code=code, title_zh=zh, title_en=en, planned=planned)
        for code, zh, en, planned in LINES
    )
    made = []
    for site in maker.sites.values():
        some = site.rng.sample(lines, 2)
        for node in site.nodes.values():
            if node.days >= 5:
                paid_from = some[: 1 + (node.days > 20)]
                made += [_funding(site.rng, node, line) for line in paid_from]
    Funding.objects.bulk_create(made)


def shared(maker: "Maker") -> None:
    """Crews and machines that projects use in turn, and the nodes that want one."""
    needs = []
    for key, zh, en, kind, many, users in SHARED:
        one = SharedResource.objects.create(
            key=key, title_zh=zh, title_en=en, kind=kind, capacity=many
        )
        nodes = (
            site.nodes[node]
            for site in maker.sites.values()
            for work, node in users
            if site.work.kind == work
        )
        needs += [NodeNeed(node=node, resource=one, amount=1) for node in nodes]
    NodeNeed.objects.bulk_create(needs)


def reports(maker: "Maker") -> None:
    """What the sites told in the last weeks."""
    monday = maker.today - timedelta(days=maker.today.weekday())
    made = []
    for name, site in maker.sites.items():
        for back in range(3, 0, -1):
            week = monday - timedelta(weeks=back)
            if text := _told(maker, name, week):
                at = datetime.combine(week + timedelta(days=4), time(16, 30))
                made.append(
                    ProjectReport(project=site.project, week=week, text=text, by=site.project.owner,
                                  at=timezone.make_aware(at), simulated=True)
                )  # fmt: skip
    _photos(maker, ProjectReport.objects.bulk_create(made))


def _photos(maker: "Maker", told: Sequence[ProjectReport]) -> None:
    """Two photos with the last report of a site, one with that before it."""
    for one in told if maker.photo else ():
        name, friday = one.project.key, one.week + timedelta(days=4)
        many = max(0, 3 - (maker.today - one.week).days // 7)
        keep_photos(one, [_taken(maker, name, friday, view) for view in range(many)])


def _taken(maker: "Maker", name: str, day: date, view: int) -> Stored:
    assert maker.photo
    kind = maker.sites[name].work.kind
    content = maker.photo(kind, name, maker.share(name, day), day, view)
    return intake.take(io.BytesIO(content), f"{name}-{day:%m%d}-{view + 1}.jpg")


def _told(maker: "Maker", name: str, week: date) -> str:
    """What the site says of a week: the nodes in work, how far each is."""
    site, friday = maker.sites[name], week + timedelta(days=4)
    parts = []
    for key, node in site.nodes.items():
        share, begun, done = maker.state(name, key, friday)
        if begun and (done is None or done >= week) and node.days:
            parts.append(f"{node.title_zh}：{'本周完成' if done else f'完成 {share:.0%}'}")
    return "；".join(parts) + "。" + site.rng.choice(REPORTS) if parts else ""


def _risk(slack: int) -> str:
    return "high" if slack < 0 else "middle" if slack < 6 else "low"


def _funding(rng: random.Random, node: ProjectNode, line: BudgetLine) -> Funding:
    planned = Decimal(node.days * rng.randrange(2, 9))
    released = planned if node.done_on else planned / 2 if node.begun_on else Decimal(0)
    share = Decimal(str(round(node.share, 2)))
    return Funding(
        node=node, line=line, planned=planned, released=released,
        spent=(released * share).quantize(Decimal("0.01")),
    )  # fmt: skip
