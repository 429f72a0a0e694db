"""Settings per area, packs at rest in an area, indicators, migrations, version constraints."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest
from django.test import Client

from chengyun.detection.scopes import scopes_of
from chengyun.goals.formulas import formula_of
from chengyun.packs import api, queries, registry, services
from chengyun.packs import district as hands
from chengyun.packs.models import Entry, EntryRow, PackFault, PackSwitch
from chengyun.packs.queries import settings
from chengyun.packs.registry import Pack
from chengyun.packs.services import book, migrating
from chengyun.people.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_the_nearest_area_above_that_has_set_it_counts(
    installed: Pack, district: Any, admin: Any
) -> None:
    def value(area: Any) -> object:
        return settings.value_of("tree_care", "watch_tilt", area.path if area else "")

    assert value(district.grid) == 4.0
    services.put(admin, "tree_care", district.root, "watch_tilt", "5")
    services.put(admin, "tree_care", district.xujiahui, "watch_tilt", "6.5")
    assert [value(at) for at in (None, district.root, district.tianlin)] == [5.0, 5.0, 5.0]
    assert value(district.grid) == 6.5
    services.put(admin, "tree_care", district.xujiahui, "watch_tilt", "")
    assert value(district.grid) == 5.0
    assert AuditEntry.objects.filter(action="pack_setting").count() == 3


@pytest.mark.parametrize("raw", ["steep", "0.5", "99", "nan"])
def test_a_value_that_does_not_fit_is_refused(
    installed: Pack, district: Any, admin: Any, raw: str
) -> None:
    with pytest.raises(ValueError):
        services.put(admin, "tree_care", district.root, "watch_tilt", raw)


def test_the_keepers_page_sets_and_lets_rest(
    client: Client, installed: Pack, district: Any, admin: Any, wangfang: Any
) -> None:
    client.force_login(admin)
    told = {"area": "310104014", "watch_tilt": "7"}
    client.post("/scenes/tree_care/keeping/settings/", told)
    assert settings.value_of("tree_care", "watch_tilt", district.grid.path) == 7.0
    wrong = client.post(
        "/scenes/tree_care/keeping/settings/", told | {"watch_tilt": "x"}, follow=True
    )
    assert "is no number" in wrong.content.decode()
    client.post("/scenes/tree_care/keeping/rest/", {"area": "310104014", "on": "0"})
    client.force_login(wangfang)
    assert client.get("/scenes/tree_care/pages/tree_overview/").status_code == 404
    assert client.get("/scenes/tree_care/keeping/").status_code == 403
    client.force_login(admin)
    assert client.get("/scenes/tree_care/pages/tree_overview/").status_code == 200
    client.post("/scenes/tree_care/keeping/rest/", {"area": "310104014", "on": "1"})
    client.force_login(wangfang)
    assert client.get("/scenes/tree_care/pages/tree_overview/").status_code == 200


def test_rules_of_a_resting_pack_watch_nothing_there(
    installed: Pack, district: Any, admin: Any
) -> None:
    services.rest(admin, "tree_care", district.xujiahui, off=True)
    resting = queries.resting_rules()
    assert resting["tree_leans"] == (district.xujiahui.path,)
    assert "smoke_high" not in resting
    rule = next(rule for rule in installed.rules if rule.key == "tree_leans")
    paths = ["", district.grid.path, district.tianlin.path]
    scopes = scopes_of([rule], {}, paths, resting)
    assert np.array_equal(scopes["tree_leans"], [True, False, True])
    assert scopes_of([rule], {}, paths) == {}


def test_an_indicator_of_a_pack_is_a_formula_of_goals(installed: Pack, district: Any) -> None:
    hand = hands.of_house("tree_care")
    for n, state in enumerate(("sound", "sound", "sound", "danger")):
        told = {"code": f"T{n}", "name": f"树{n}", "species": "ginkgo", "state": state}
        hand.add("trees", told, at=(121.43, 31.19))
    formula = formula_of("pack:trees_sound_share")
    assert formula and str(formula.words) == "行道树完好率"
    span = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    assert formula.count(district.root.path, *span) == 75.0
    assert formula.count(district.tianlin.path, *span) is None
    assert formula_of("pack:dragons") is None
    services.switch("tree_care", on=False)
    assert formula_of("pack:trees_sound_share") is None


def test_a_new_version_changes_what_is_stored_once(installed: Pack, district: Any) -> None:
    hand = hands.of_house("tree_care")
    told = {"code": "T1", "name": "树", "species": "ginkgo", "state": "sound"}
    tree = hand.add("trees", told, at=(121.43, 31.19)).key
    Entry.objects.filter(key=tree).update(values=told | {"girth_mm": 315})
    PackSwitch.objects.filter(name="tree_care").update(version="0.1.4")
    services.install()
    services.install()
    found = hand.entry(tree)
    assert found and found.values["girth_cm"] == 31 and "girth_mm" not in found.values
    assert EntryRow.objects.filter(action="migrate").count() == 1
    assert PackSwitch.objects.get(name="tree_care").version == "0.2.0"
    assert book.verify().broken is None


def test_a_change_that_raises_is_undone_named_and_tried_again(
    installed: Pack, with_pack: Any, district: Any
) -> None:
    hand = hands.of_house("tree_care")
    for n in (1, 2):
        told = {"code": f"T{n}", "name": f"树{n}", "species": "ginkgo", "state": "sound"}
        hand.add("trees", told, at=(121.43, 31.19))

    def second_fails(values: Any) -> Any:
        if values["code"] == "T2":
            raise KeyError("girth")
        return {**values, "name": "改"}

    change = api.Change(register="trees", since="0.3", run=second_fails)
    later = msgspec.structs.replace(installed.manifest, version="0.3.0")
    with_pack(migrations=(change,), manifest=later)
    services.install()
    assert not Entry.objects.filter(values__name="改").exists()
    assert PackSwitch.objects.get(name="tree_care").version == "0.2.0"
    assert PackFault.objects.get().where == "migrations"
    with_pack(migrations=(replace(change, run=lambda values: {**values, "name": "改"}),))
    services.install()
    assert Entry.objects.filter(values__name="改").count() == 2


def test_changes_are_due_between_the_two_versions_in_their_order() -> None:
    def change(since: str) -> api.Change:
        return api.Change(register="trees", since=since, run=dict)

    changes = tuple(change(since) for since in ("0.10", "0.2", "0.9"))
    pack = SimpleNamespace(migrations=changes, manifest=SimpleNamespace(version="0.10.0"))
    assert [c.since for c in migrating._due(pack, "0.2")] == ["0.9", "0.10"]  # type: ignore[arg-type]
    assert migrating._due(pack, "") == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("need", "reason"),
    [
        ("civic>=0.1", ""),
        ("civic >=9", "needs civic>=9; "),
        ("doves>=1", "needs the pack doves, which is not here"),
        ("civic~1", "is no need"),
    ],
)
def test_a_need_may_say_which_versions_will_do(tree_care: Pack, need: str, reason: str) -> None:
    about = msgspec.structs.replace(tree_care.manifest, needs=(need,))
    civic = registry.current().packs["civic"]
    other = replace(tree_care, manifest=about)
    found = registry.gather({"civic": lambda: civic, "tree_care": lambda: other})
    assert reason in found.broken.get("tree_care", "")
    assert ("tree_care" in found.broken) == bool(reason)
