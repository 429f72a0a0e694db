"""Packs are found, isolated when broken, and refused when they clash."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chengyun.packs import api, manifest, registry, scaffold, scene
from chengyun.packs.manifest import PackError
from chengyun.packs.registry import Pack
from chengyun.places.choices import LayerKind
from chengyun.testing import check_pack, failures, grade_of


def given(pack: Pack) -> Callable[[], Pack]:
    return lambda: pack


def raising(error: Exception) -> Callable[[], Pack]:
    def load() -> Pack:
        raise error

    return load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack written by `chengyun pack new`."""
    return scaffold.new("pigeons", tmp_path) / "src" / "chengyun_pigeons"


def test_a_pack_that_raises_is_named_with_its_reason_and_the_rest_go_on() -> None:
    flood = registry.current().packs["flood"]
    civic = registry.current().packs["civic"]
    found = registry.gather(
        {"bad": raising(KeyError("oops")), "civic": given(civic), "flood": given(flood)}
    )
    assert list(found.packs) == ["civic", "flood"]
    assert found.broken == {"bad": "KeyError: 'oops'"}


def test_a_key_declared_by_two_packs_is_refused_with_both_names() -> None:
    civic = registry.current().packs["civic"]
    other = replace(civic, name="other")
    found = registry.gather({"civic": given(civic), "other": given(other)})
    assert list(found.packs) == ["civic"]
    assert "is declared by civic and other" in found.broken["other"]


def test_a_pack_whose_needs_are_not_here_is_broken() -> None:
    fire = registry.current().packs["fire"]
    found = registry.gather({"fire": given(fire)})
    assert found.broken == {"fire": "needs the pack civic, which is not here"}


def test_a_rule_may_only_name_what_its_pack_or_a_needed_one_declares() -> None:
    packs = registry.current().packs
    alone = replace(packs["fire"], properties=())
    found = registry.gather({"civic": given(packs["civic"]), "fire": given(alone)})
    assert found.broken["fire"] == (
        "rule 'smoke_high' names property 'smoke', which no needed pack declares"
    )


def test_a_new_pack_loads_from_its_folder_and_conforms(folder: Path) -> None:
    pack = registry.load(folder)
    assert (pack.name, len(pack.rules)) == ("pigeons", 2)
    findings = check_pack(folder)
    assert failures(findings) == []
    assert grade_of(findings) == "bronze"


def test_a_new_pack_has_the_entry_point_that_finds_it(folder: Path) -> None:
    project = (folder.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert '[project.entry-points."chengyun.packs"]\npigeons = "chengyun_pigeons"' in project


def test_a_new_pack_joins_the_shipped_ones_through_its_entry_point(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = folder.parent / "chengyun_pigeons-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: chengyun-pigeons\n")
    (metadata / "entry_points.txt").write_text("[chengyun.packs]\npigeons = chengyun_pigeons\n")
    monkeypatch.syspath_prepend(str(folder.parent))
    found = registry.gather(registry.sources())
    assert found.broken == {}
    assert "pigeons_high" in {rule.key for rule in found.rules()}


def test_a_pack_is_never_written_over_another(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="already there"):
        scaffold.new("pigeons", tmp_path)
    with pytest.raises(PackError, match="no pack name"):
        scaffold.new("../pigeons", tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('id = "pigeons"', "", "missing required field `id`"),
        ('core = ">=0.1,<1"', 'core = ">=99"', "wants Chengyun >=99"),
        ('core = ">=0.1,<1"', 'core = "new"', "no version constraint"),
        ('owner = "Your name"', "owner = ", "pack.toml"),
        ('needs = ["civic"]', 'needs = ["doves"]', "needs the pack doves"),
    ],
)
def test_a_manifest_that_cannot_stand_is_told_in_one_sentence(
    folder: Path, old: str, new: str, sentence: str
) -> None:
    path = folder / "pack.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (problem,) = failures(check_pack(folder))
    assert sentence in problem


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("from chengyun.packs.api", "import chengyun.cases\nfrom chengyun.packs.api", "imports"),
        ('property="pigeons_level"', 'property="height"', "names property 'height'"),
        ('limit="1wd"', 'limit="soon"', "'soon' is not a limit"),
        ("CASE_TYPES = (", "CASE_TYPES = (1,", "CASE_TYPES holds 1, which is no CaseType"),
    ],
)
def test_the_suite_finds_what_a_pack_must_not_do(
    folder: Path, old: str, new: str, sentence: str
) -> None:
    path = folder / "pack.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any(sentence in problem for problem in failures(check_pack(folder)))


def test_a_higher_claim_must_be_met_or_exempted_with_a_reason(folder: Path) -> None:
    quality = folder / "quality.toml"
    quality.write_text('grade = "silver"\n')
    (problem,) = failures(check_pack(folder))
    assert "reportable_kinds_have_phrases" in problem
    quality.write_text('grade = "silver"\n[exempt]\nreportable_kinds_have_phrases = "a demo"\n')
    assert failures(check_pack(folder)) == []
    quality.write_text('grade = "silver"\n[exempt]\nreportable_kinds_have_phrases = ""\n')
    assert "needs a known rule and a reason" in failures(check_pack(folder))[0]


@pytest.mark.parametrize(
    ("constraint", "version", "fits"),
    [
        (">=0.1,<1", "0.1.0", True),
        (">=0.1,<1", "1.0", False),
        ("==1.2", "1.2.0", True),
        (">1.2", "1.2.0", False),
        ("<=2", "1.9.9", True),
        (">=0.10", "0.9", False),
    ],
)
def test_versions_are_compared_number_by_number(constraint: str, version: str, fits: bool) -> None:
    assert manifest.fits(constraint, version) is fits


def test_a_pack_without_a_scene_has_one_of_all_that_it_declares() -> None:
    fire = registry.current().packs["fire"]
    whole = replace(fire, scene=api.Scene()).whole_scene
    assert (whole.title_zh, whole.title_en) == ("消防救援", "Fire and rescue")
    assert whole.case_types == tuple(kind.key for kind in fire.case_types)
    assert whole.properties == tuple(prop.code for prop in fire.properties)
    assert whole.vitals == tuple(vital.key for vital in fire.vitals)


def test_a_scene_may_only_name_what_is_declared() -> None:
    packs = registry.current().packs
    wrong = replace(packs["fire"], scene=api.Scene(vitals=("dragons",)))
    found = registry.gather({"civic": given(packs["civic"]), "fire": given(wrong)})
    assert found.broken["fire"] == (
        "the scene names vital sign 'dragons', which no needed pack declares"
    )


def test_a_scene_brings_only_layers_of_the_base_map_forward() -> None:
    assert set(LayerKind.values) == scene.LAYERS
    with pytest.raises(ValueError, match="are no layers"):
        api.Scene(layers=("sewers",))
    with pytest.raises(ValueError, match="title_zh and title_en"):
        api.Scene(title_zh="防汛")
