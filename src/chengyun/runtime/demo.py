"""The first run of a demonstration: a simulated district, its past, its officers, its key."""

import json
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chengyun.runtime import config

Step = tuple[str, Callable[[], None]]
PERSONAS = ("zhoumin", "chenli", "liqiang", "wangfang", "zhaoguohua", "admin")
PAST_DAYS = 30


def demo_steps(seed: int) -> tuple[Step, ...]:
    """What is still to do, each with its progress line; nothing on a second run."""
    folder = config.current().data
    if (folder / "demo.json").exists():
        return ()
    password = secrets.token_urlsafe(9)
    return (
        ("district: drawing its places and 20,000 devices", lambda: _draw(folder, seed)),
        ("district: taking it in", lambda: _district(folder, password)),
        ("cases: writing the past thirty days", lambda: _past(folder, seed)),
        ("plans: 17 plans and 53 indicators", lambda: _plans(seed)),
        ("projects: thirty with their nodes", lambda: _projects(seed)),
        ("packs: what their registers hold", _packs),
        ("keys: one for the simulated devices", lambda: _finish(folder, password)),
    )  # fmt: skip


def accounts(folder: Path) -> dict[str, Any]:
    """Names and password of the demonstration's officers."""
    return dict(json.loads((folder / "demo.json").read_text()))


def district_file(folder: Path) -> Path:
    """Where the drawn district is kept, so that it is drawn once."""
    return folder / "district.json"


def _draw(folder: Path, seed: int) -> None:
    from chengyun.simulator.district import build, dumps

    district_file(folder).write_bytes(dumps(build(seed)))


def _district(folder: Path, password: str) -> None:
    from chengyun.api.district import import_district
    from chengyun.places.services import read_district

    import_district(read_district(district_file(folder)), officer_password=password)


def _past(folder: Path, seed: int) -> None:
    from chengyun.cases.services import import_requests
    from chengyun.simulator.past import past_cases

    built = json.loads(district_file(folder).read_bytes())
    import_requests(past_cases(seed, PAST_DAYS, datetime.now(UTC), built), simulated=True)


def _plans(seed: int) -> None:
    from chengyun.goals.demo import seed as plant
    from chengyun.goals.demo_drafts import seed as plant_drafts
    from chengyun.goals.demo_matters import seed as plant_matters

    plant(seed)
    plant_matters()
    plant_drafts()


def _projects(seed: int) -> None:
    from chengyun.goals.demo_projects import seed as plant
    from chengyun.simulator.site_stills import drawn

    plant(seed, photo=drawn)


def _packs() -> None:
    from chengyun.packs.services.planting import plant

    plant()


def _finish(folder: Path, password: str) -> None:
    from chengyun.sensing.services import create_source

    key = create_source("simulator").key
    _private(folder / "simulator-key", key)
    _private(folder / "demo.json", json.dumps({"password": password, "accounts": PERSONAS}))


def _private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
