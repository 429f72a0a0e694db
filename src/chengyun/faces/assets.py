"""Static modules by name: the import map that lets pages load native ES modules unbundled."""

from pathlib import Path

from django.templatetags.static import static

STATIC = Path(__file__).parent / "static"
ISLANDS = tuple(sorted(path.stem for path in (STATIC / "islands").glob("*.js")))
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
