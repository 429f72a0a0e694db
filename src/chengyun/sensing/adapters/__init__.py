"""Adapters: one file for each kind of device or message, found by being here."""

import importlib
import pkgutil
from functools import cache

from chengyun.sensing.adapters.api import Adapter


@cache
def discover() -> dict[str, Adapter]:
    """Every adapter of this folder by its key; files without ADAPTER are helpers."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    found = (getattr(module, "ADAPTER", None) for module in modules)
    return {adapter.key: adapter for adapter in found if isinstance(adapter, Adapter)}
