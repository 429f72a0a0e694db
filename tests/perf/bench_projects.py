"""The pages of 3,000 projects of 20 nodes, from the request to the page, database and all.

The schedule of all is kept between requests; after a change what changed is read anew and all is
scheduled again, which stands beside it. In one process, on SQLite. Takes about half a minute.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.perf.report import Row, row

ROOT = Path(__file__).parents[2]
PROJECTS, NODES = 3_000, 20
TIMES = 5


def run() -> list[Row]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory(prefix="chengyun-bench-") as folder:
        env = os.environ | {"CHENGYUN_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        command = [sys.executable, "-m", "tests.perf.bench_projects", "--child"]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Row(**facts) for facts in json.loads(done.stdout.splitlines()[-1])]


PAGES = {
    "list": "/goals/projects/",
    "Gantt and map": "/goals/projects/map/",
    "one project": "/goals/projects/p-7/",
    "what-if of one slip": "/goals/projects/p-7/?slip=N3&days=20",
}


def _child() -> list[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        officer = _fill()
    size = f"{PROJECTS:,} projects of {NODES} nodes"
    pages = [
        row(f"{name}, {size}", 1000 * _best(get), "ms", "as after a change", 1000 * _anew(get))
        for name, get in ((name, _asking(officer, path)) for name, path in PAGES.items())
    ]
    return [*pages, _slip(size)]


def _slip(size: str) -> Row:
    """The slip alone, without page and database."""
    from django.utils import timezone

    from chengyun.goals.queries.whole import read

    today = timezone.localdate()
    net = read(today).network
    node = int(net.steps[3])
    slip = 1000 * _best(lambda: net.slipped({node: 20}).stand)
    return row(
        f"  the slip alone, {size}",
        slip,
        "ms",
        "all read anew",
        1000 * _best(lambda: read(today).network.stand),
    )


def _fill() -> Any:
    """Projects in a chain of nodes with side branches; every fifth waits for another."""
    from django.utils import timezone

    from chengyun.goals.models import NodeLink, Project, ProjectNode
    from chengyun.people.models import User
    from chengyun.places.models import Area

    area = Area.objects.create(
        code="310104", name="徐汇区", level="district", path="310104/", lon=121.4, lat=31.1
    )
    chance, today = random.Random(7), timezone.localdate()
    projects = Project.objects.bulk_create(
        Project(
            key=f"p-{n}", title_zh=f"第{n}号工程", title_en=f"Works {n}", area_path=area.path,
            start=today - timedelta(days=chance.randint(0, 300)), lon=121.4, lat=31.1,
            deadline=today + timedelta(days=chance.randint(200, 700)),
        )
        for n in range(PROJECTS)
    )  # fmt: skip
    nodes = ProjectNode.objects.bulk_create(
        ProjectNode(
            project=one, key=f"N{n}", title_zh=f"节点{n}", order=n, days=chance.randint(1, 30),
            begun_on=one.start if n < 3 else None, done_on=today if n < 3 else None,
            share=float(n < 3),
        )
        for one in projects
        for n in range(NODES)
    )  # fmt: skip
    links = []
    for place in range(PROJECTS):
        first = place * NODES
        for n in range(1, NODES):
            before = first + chance.randrange(max(0, n - 3), n)
            links.append(NodeLink(before=nodes[before], after=nodes[first + n]))
        if place and chance.random() < 0.2:
            links.append(NodeLink(before=nodes[chance.randrange(first)], after=nodes[first + 9]))
    NodeLink.objects.bulk_create(links)
    return User.objects.create_user("leader", password=None, role="leader", area=area)


def _asking(officer: Any, path: str) -> Callable[[], None]:
    from django.test import Client

    client = Client()
    client.force_login(officer)

    def get() -> None:
        assert client.get(path, HTTP_HOST="localhost").status_code == 200

    return get


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES + 1):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times[1:])


def _anew(get: Callable[[], None]) -> float:
    """Each time after a node has changed."""
    from chengyun.goals.models import ProjectNode

    times = []
    for n in range(3):
        ProjectNode.objects.filter(pk=ProjectNode.objects.first().pk).update(share=n / 100)
        begun = time.perf_counter()
        get()
        times.append(time.perf_counter() - begun)
    return min(times)


if __name__ == "__main__" and "--child" in sys.argv:
    print(json.dumps([asdict(one) for one in _child()]))
elif __name__ == "__main__":
    for one in run():
        print(one)
