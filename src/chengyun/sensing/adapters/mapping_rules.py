"""What a mapping declares, checked and compiled: see `mapping`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonpath
import msgspec

FIELDS = {
    "each", "key", "value", "time", "time_format", "scale", "offset", "words", "optional",
}  # fmt: skip
UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}
FORMATS = ("iso", *UNITS)
PLACE = re.compile(r"\{([^{}]*)\}")
LEVEL = re.compile(r"topic\[(\d{1,2})\]")
CACHED = 256

_environment = jsonpath.JSONPathEnvironment(strict=True)


class Wrong(ValueError):
    """Options that cannot be used; the text says what is wrong."""


class Missing(Exception):
    """A path found nothing; its text is the path."""


@dataclass(frozen=True)
class Message:
    """What paths look into: the whole, the item of `each`, the levels of the topic."""

    root: Any
    item: Any
    topic: tuple[str, ...]


Finder = Callable[[Message], Any]


@dataclass(frozen=True)
class Rule:
    """One entry of `readings`, compiled."""

    each: Callable[[Any], list[Any]] | None
    key: tuple[str | Finder, ...]
    value: Finder
    time: Finder | None
    time_format: str
    scale: float
    offset: float
    words: Mapping[str, float]
    optional: bool


@lru_cache(CACHED)
def compiled(options: bytes) -> tuple[Rule, ...]:
    """The rules of a source's options (as JSON). Raises Wrong with a sentence."""
    rules = msgspec.json.decode(options).get("readings")
    if not isinstance(rules, list) or not rules:
        raise Wrong("options need 'readings', a list with at least one rule")
    return tuple(_rule(rule, f"readings[{at}]") for at, rule in enumerate(rules))


def _rule(told: Any, where: str) -> Rule:
    if not isinstance(told, dict):
        raise Wrong(f"{where} must be an object")
    if unknown := sorted(set(told) - FIELDS):
        raise Wrong(f"{where} has '{unknown[0]}', which is none of {', '.join(sorted(FIELDS))}")
    if lacking := [name for name in ("key", "value") if not isinstance(told.get(name), str)]:
        raise Wrong(f"{where} needs '{lacking[0]}', a text")
    each = told.get("each")
    return Rule(
        each=None if each is None else _path(each, f"{where}.each").findall,
        key=_template(told["key"], each is not None, f"{where}.key"),
        value=_finder(told["value"], each is not None, f"{where}.value"),
        time=_time(told, each is not None, where),
        time_format=_format(told, where),
        scale=_plain(told, "scale", 1.0, where),
        offset=_plain(told, "offset", 0.0, where),
        words=_words(told.get("words", {}), where),
        optional=_flag(told, where),
    )


def _time(told: Mapping[str, Any], inside: bool, where: str) -> Finder | None:
    return None if "time" not in told else _finder(told["time"], inside, f"{where}.time")


def _format(told: Mapping[str, Any], where: str) -> str:
    kind = told.get("time_format", "iso")
    if kind not in FORMATS:
        raise Wrong(f"{where}.time_format must be one of {', '.join(FORMATS)}")
    return str(kind)


def _plain(told: Mapping[str, Any], name: str, default: float, where: str) -> float:
    given = told.get(name, default)
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Wrong(f"{where}.{name} must be a number")
    return float(given)


def _flag(told: Mapping[str, Any], where: str) -> bool:
    given = told.get("optional", False)
    if not isinstance(given, bool):
        raise Wrong(f"{where}.optional must be true or false")
    return given


def _words(told: Any, where: str) -> Mapping[str, float]:
    if not isinstance(told, dict):
        raise Wrong(f"{where}.words must be an object of texts and their numbers")
    return {str(word): _plain(told, word, 0.0, f"{where}.words") for word in told}


def _template(text: str, inside: bool, where: str) -> tuple[str | Finder, ...]:
    """`{path}` and `{topic[n]}` in a key become what is found there."""
    pieces = enumerate(PLACE.split(text))
    parts = [_place(piece, inside, where) if at % 2 else piece for at, piece in pieces]
    return tuple(part for part in parts if part)


def _place(text: str, inside: bool, where: str) -> Finder:
    level = LEVEL.fullmatch(text)
    return _level(int(level[1])) if level else _finder(text, inside, where)


def _level(at: int) -> Finder:
    def find(message: Message) -> Any:
        if at >= len(message.topic):
            raise Missing(f"topic[{at}]")
        return message.topic[at]

    return find


def _finder(text: Any, inside: bool, where: str) -> Finder:
    """The first thing a path finds, from the item (`@`) or the whole (`$`)."""
    if isinstance(text, str) and text.startswith("@"):
        if not inside:
            raise Wrong(f"{where} begins with '@' but the rule has no 'each'")
        look = _first(_path(f"${text[1:]}", where), text)
        return lambda message: look(message.item)
    look = _first(_path(text, where), str(text))
    return lambda message: look(message.root)


def _path(text: Any, where: str) -> jsonpath.JSONPath:
    if not isinstance(text, str) or not text.startswith("$"):
        raise Wrong(f"{where} must be a path that begins with '$'")
    try:
        path = _environment.compile(text)
    except (jsonpath.JSONPathError, RecursionError) as error:
        why = error.args[0] if error.args else "it cannot be read"
        raise Wrong(f"{where}: '{text}' is not a JSONPath: {why}") from None
    assert isinstance(path, jsonpath.JSONPath)
    return path


def _first(path: jsonpath.JSONPath, told: str) -> Callable[[Any], Any]:
    steps = _steps(path)
    if steps is None:
        return lambda data: _searched(path, told, data)
    return lambda data: _walked(steps, told, data)


def _searched(path: jsonpath.JSONPath, told: str, data: Any) -> Any:
    found = next(iter(path.finditer(data)), None)
    if found is None:
        raise Missing(told)
    return found.obj


def _steps(path: jsonpath.JSONPath) -> tuple[str | int, ...] | None:
    """Names and indices of a path that can find one thing at most; None for any other.

    Walking these is thirty times as fast as asking the library, and most paths are such.
    """
    if not path.singular_query():
        return None
    selectors = [selector for segment in path.segments for selector in segment.selectors]
    return tuple(_step(selector) for selector in selectors)


def _step(selector: Any) -> str | int:
    step: str | int = selector.name if hasattr(selector, "name") else selector.index
    return step


def _walked(steps: tuple[str | int, ...], told: str, data: Any) -> Any:
    for step in steps:
        data = _inside(data, step, told)
    return data


def _inside(data: Any, step: Any, told: str) -> Any:
    if isinstance(data, list if isinstance(step, int) else dict):
        try:
            return data[step]
        except (KeyError, IndexError):
            pass
    raise Missing(told)
