"""The example as an outsider has it: built as a wheel, installed elsewhere, found by its name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "pack-tree-care"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel was installed. Nothing is fetched for it."""
    own = Path(sys.executable).with_name("uv")
    uv = str(own) if own.exists() else shutil.which("uv")
    if uv is None:
        pytest.skip("no uv here to build a wheel with")
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    shutil.copytree(EXAMPLE, source)
    build = [uv, "build", "--offline", "--wheel", "-q", "-o", str(place / "dist"), str(source)]
    made = subprocess.run(build, capture_output=True, text=True)
    if made.returncode and "hatchling" in made.stderr:
        pytest.skip("hatchling is not here, and nothing is fetched in a test")
    assert made.returncode == 0, made.stderr
    (wheel,) = (place / "dist").glob("*.whl")
    target = place / "site"
    take = [uv, "pip", "install", "--offline", "--no-deps", "-q", "--target", str(target)]
    subprocess.run([*take, str(wheel)], check=True, capture_output=True)
    return target


def chengyun(installed: Path, data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(installed), str(ROOT / "src")))
    environment = {**os.environ, "PYTHONPATH": path, "CHENGYUN_DATA": str(data)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "chengyun", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=data)


def test_the_installed_wheel_is_found_and_keeps_what_it_claims(
    installed: Path, tmp_path: Path
) -> None:
    listed = chengyun(installed, tmp_path, "pack", "list")
    assert listed.returncode == 0, listed.stderr
    assert "tree_care      0.2.0    行道树" in listed.stdout
    checked = chengyun(installed, tmp_path, "pack", "check", "tree_care")
    assert checked.stdout.split() == ["chengyun_tree_care", "gold"], checked.stdout


def test_it_is_enabled_and_disabled_by_its_name(installed: Path, tmp_path: Path) -> None:
    chengyun(installed, tmp_path, "manage", "migrate", "-v0")
    off = chengyun(installed, tmp_path, "pack", "disable", "tree_care")
    assert "tree_care is off; what it has stored stays" in off.stdout, off.stderr
    on = chengyun(installed, tmp_path, "pack", "enable", "tree_care")
    assert "tree_care is on" in on.stdout
    nowhere = chengyun(installed, tmp_path, "pack", "disable", "tree_care", "--area", "999")
    assert nowhere.returncode == 1 and "no area has the code 999" in nowhere.stderr
