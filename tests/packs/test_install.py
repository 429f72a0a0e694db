"""What packs declare becomes rows; a second installation changes nothing; data outlives a pack."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chengyun.cases.models import Case, CaseType
from chengyun.insight import queries as insight
from chengyun.packs import queries, registry, services
from chengyun.packs.models import PackSwitch
from chengyun.sensing.models import ObservedProperty
from chengyun.vitals.models import VitalSign

NOW = datetime(2026, 3, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def rows() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (ObservedProperty, CaseType, VitalSign, PackSwitch)
    ]


def test_installing_twice_is_installing_once() -> None:
    first = services.install()
    before = rows()
    assert services.install() == first
    assert rows() == before
    known = registry.current()
    assert (first.properties, first.case_types) == (
        len(known.properties()), len(known.case_types())
    )  # fmt: skip
    assert first.case_types >= len(known.packs)


def test_a_changed_declaration_reaches_its_row() -> None:
    services.install()
    CaseType.objects.filter(key="noise").update(limit="9d", severity=1)
    services.install()
    noise = CaseType.objects.get(key="noise")
    assert (noise.limit, noise.severity, noise.unit_kind) == ("2uh", 3, "urban_management")


def test_installing_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(25):
        services.install()


def test_a_pack_switched_off_keeps_its_cases_and_stops_its_rules() -> None:
    services.install()
    kind = CaseType.objects.get(key="flooding")
    Case.objects.create(
        number="1", type=kind, title="积水", severity=2, origin="report",
        opened_at=NOW, seen_at=NOW,
    )  # fmt: skip
    result = services.switch("flood", on=False)
    assert result.off == ("flood",)
    assert Case.objects.get(number="1").type == kind
    assert not CaseType.objects.get(key="flooding").reportable
    assert not VitalSign.objects.get(key="water_max").active
    assert "water_high" not in {rule.key for rule in queries.active().rules()}
    services.switch("flood", on=True)
    assert CaseType.objects.get(key="flooding").reportable
    assert VitalSign.objects.get(key="water_max").active
    assert "water_high" in {rule.key for rule in queries.active().rules()}


def test_a_pack_that_was_deleted_keeps_its_rows() -> None:
    services.install()
    everything = registry.current()
    left = {name: pack for name, pack in everything.packs.items() if name != "crowd"}
    services.install(replace(everything, packs=left))
    assert not CaseType.objects.get(key="crowding").reportable
    assert ObservedProperty.objects.filter(code="crowd").exists()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("田林路上窨井盖松动，车子一过咣当响", "manhole"),
        ("楼下烧烤摊摆摊到半夜，油烟味很重", None),
        ("小区门口路灯坏了一个星期没人修", "streetlight"),
        ("昨夜暴雨后地下车库进水", "flooding"),
        ("三号楼电梯坏了，老人下不来", "lift_fault"),
        ("广场舞太吵，孩子没法写作业", "noise"),
        ("有人把电瓶车飞线充电，太危险", "charger_overheat"),
        ("厨房里闻到很重的煤气味", "gas_leak"),
        ("渣土车未密闭，一路尘土飞扬", "construction_dust"),
        ("台风后一棵行道树的树枝断了，挂在电线上", "greenery"),
        ("垃圾桶满了两天，苍蝇乱飞", "bin_overflow"),
        ("There is a pothole in front of our gate", "road_damage"),
        ("您好，想咨询一下居住证怎么办理", None),
    ],
)
def test_what_a_resident_writes_is_given_its_kind(words: str, kind: str | None) -> None:
    services.install()
    found = insight.suggest(words)
    if kind:
        assert found is not None
        assert found.case_type == kind
    else:
        assert found is None or found.confidence < 0.9


def test_playbooks_are_kept_with_their_steps(db: None) -> None:
    from chengyun.cases.models import Playbook

    services.install()
    book = Playbook.objects.get(key="flood_road")
    pump = next(step for step in book.steps if step["key"] == "pump")
    assert (pump["kind"], pump["after"]) == ("scene", ["close_road", "check_power"])


def test_steps_that_wait_for_each_other_are_no_playbook() -> None:
    from chengyun.packs import api

    def step(key: str, *after: str) -> api.Step:
        return api.Step(key=key, title_zh="甲", title_en="A", unit_kind="water", after=after)

    def book(*steps: api.Step) -> api.Playbook:
        return api.Playbook(
            key="pb", title_zh="预案", title_en="Book", case_types=(), severity=1, steps=steps
        )

    with pytest.raises(ValueError, match="wait for each other"):
        book(step("aa", "bb"), step("bb", "aa"))
    with pytest.raises(ValueError, match="no step"):
        book(step("aa", "zz"))
