"""Static modules by name: the import map that lets pages load native ES modules unbundled."""

import re
from functools import cache
from pathlib import Path

from django.templatetags.static import static

STATIC = Path(__file__).parent / "static"
ISLANDS = tuple(sorted(path.stem for path in (STATIC / "islands").glob("*.js")))
IMPORT = re.compile(r'^(?:import|export)\b[^;]*?"chengyun/([\w-]+)";', re.M)
VENDOR = {
    "maplibre-gl": "vendor/maplibre-gl/maplibre-gl.mjs",
    "echarts": "vendor/echarts/echarts.mjs",
}


def has_vendor() -> bool:
    """Whether the browser libraries were built in; without them pages work as tables."""
    return all((STATIC / path).is_file() for path in VENDOR.values())


def import_map() -> dict[str, dict[str, str]]:
    """Bare module names to (hashed) addresses: `chengyun/<island>` and the vendor libraries."""
    own = {f"chengyun/{name}": static(f"islands/{name}.js") for name in ISLANDS}
    vendor = {name: static(path) for name, path in VENDOR.items()} if has_vendor() else {}
    return {"imports": own | vendor}


def module_addresses(island: str) -> list[str]:
    """An island and all that it imports, by address: told to the browser at once, they come side
    by side instead of one after the other."""
    return [static(f"islands/{name}.js") for name in sorted(_closure(island))]


@cache
def _closure(island: str) -> frozenset[str]:
    found, new = frozenset[str](), {island}
    while new:
        found |= new
        new = {name for one in new for name in _imports(one)} - found
    return found


def _imports(island: str) -> list[str]:
    return IMPORT.findall((STATIC / "islands" / f"{island}.js").read_text())
