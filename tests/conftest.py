"""Fixed persons and a small piece of the district, for every test."""

import gc
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# The collector would look at all that was imported and collected again and again: a tenth of the
# time that it takes to begin.
gc.set_threshold(50_000, 20, 20)

# How long an example takes says more of the machine than of the code.
hypothesis_settings.register_profile("house", deadline=None, max_examples=25)
hypothesis_settings.register_profile("thorough", deadline=None, max_examples=100)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class District:
    """Two sub-districts of one district, each with a committee and a grid, and three units."""

    root: object
    xujiahui: object
    tianlin: object
    grid: object
    centre: object
    water: object
    fire: object


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """Databases are made from the one that was migrated before."""
    from tests.database import migrated_once

    cache = getattr(request.config, "cache", None)
    if cache is None or request.config.getvalue("create_db"):
        yield
        return
    with migrated_once(Path(cache.mkdir("database"))):
        yield


@pytest.fixture(autouse=True)
def _clean_and_quick(settings: Any) -> None:
    """What one test has cached, or its last page's language, must not be seen by the next;
    passwords need not be strong."""
    from django.core.cache import cache
    from django.utils import translation

    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def district(db: None) -> District:
    from chengyun.people.models import Unit
    from chengyun.places.models import Area

    def area(code: str, name: str, level: str, parent: Area | None, box: Box) -> Area:
        west, south, east, north = box
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return Area.objects.create(
            code=code,
            name=name,
            level=level,
            parent=parent,
            path=f"{parent.path if parent else ''}{code}/",
            lon=(west + east) / 2,
            lat=(south + north) / 2,
            boundary=json.dumps({"type": "Polygon", "coordinates": [ring]}),
        )

    root = area("310104", "徐汇区", "district", None, (121.38, 31.10, 121.48, 31.23))
    home = (121.4250, 31.1860, 121.4400, 31.1980)
    xujiahui = area("310104014", "徐家汇街道", "street", root, home)
    tianlin = area("310104011", "田林街道", "street", root, (121.41, 31.175, 121.425, 31.186))
    committee = area("310104014001", "乐山居委会", "committee", xujiahui, home)
    grid = area("310104014001001", "乐山第一网格", "grid", committee, home)

    def unit(code: str, zh: str, en: str, kind: str) -> Unit:
        return Unit.objects.create(code=code, name_zh=zh, name_en=en, kind=kind)

    return District(
        root, xujiahui, tianlin, grid,
        unit("cyzx", "区城运中心", "City Operations Centre", "centre"),
        unit("swj", "区水务局", "Water Bureau", "water"),
        unit("xfjy", "区消防救援支队", "Fire and Rescue", "fire"),
    )  # fmt: skip


def _officer(username: str, name: str, role: str, **more: object) -> object:
    from chengyun.people.models import User

    user = User(username=username, name=name, role=role, **more)
    user.set_password("一网统管-2026")
    user.save()
    return user


@pytest.fixture
def zhoumin(district: District) -> object:
    """周敏, duty officer of the district."""
    return _officer("zhoumin", "周敏", "duty_officer", area=district.root, unit=district.centre)


@pytest.fixture
def chenli(district: District) -> object:
    """陈立, dispatcher of the district."""
    return _officer("chenli", "陈立", "dispatcher", area=district.root, unit=district.centre)


@pytest.fixture
def liqiang(district: District) -> object:
    """李强, handler at the water bureau."""
    return _officer("liqiang", "李强", "handler", area=district.root, unit=district.water)


@pytest.fixture
def wangfang(district: District) -> object:
    """王芳, grid officer in 徐家汇."""
    return _officer("wangfang", "王芳", "grid_officer", area=district.grid)


@pytest.fixture
def zhaoguohua(district: District) -> object:
    """赵国华, a leader of the district."""
    return _officer("zhaoguohua", "赵国华", "leader", area=district.root)


@pytest.fixture
def admin(district: District) -> object:
    return _officer("admin", "管理员", "administrator", is_staff=True, is_superuser=True)


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the last."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in a sentence what this machine could not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = sorted({str(report.longrepr[2]) for report in skipped if report.longrepr})
    for reason in reasons:
        terminalreporter.write_line(f"skipped: {reason.removeprefix('Skipped: ')}")
