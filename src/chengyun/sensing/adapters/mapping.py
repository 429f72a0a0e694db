"""JSON of any shape becomes readings by a declared mapping.

The options of such a source are `{"readings": [...]}`, a list of rules. Paths are JSONPath
(RFC 9535); a path that begins with `@` starts from the item found by `each`, one that begins with
`$` from the whole message. See `docs/guide/devices.md`.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import jsonpath
import msgspec

from chengyun.sensing.adapters.api import Adapter, Reading
from chengyun.sensing.adapters.mapping_rules import UNITS, Message, Missing, Rule, compiled
from chengyun.sensing.intake import NO_TIME, Malformed, micros

LARGEST_US = 2**62

_json = msgspec.json.Decoder()
_options = msgspec.json.Encoder()


def check(options: Mapping[str, Any]) -> None:
    """Raise ValueError, with a sentence, for options that cannot be used."""
    compiled(_encoded(options))


def read(payload: bytes, options: Mapping[str, Any], topic: str, now_us: int) -> list[Reading]:
    """The readings of a message. Raises Malformed when it lacks what the mapping asks for.

    A value that is there and is no number becomes NaN, a time that cannot be read NO_TIME: the
    gateway refuses that row and takes the others.
    """
    rules = compiled(_encoded(options))
    whole = Message(_decode(payload), None, tuple(topic.split("/")))
    try:
        return [reading for rule in rules for reading in _apply(rule, whole, now_us)]
    except (jsonpath.JSONPathError, RecursionError) as error:
        raise Malformed(f"the mapping cannot be applied: {type(error).__name__}") from None


def _encoded(options: Mapping[str, Any]) -> bytes:
    return _options.encode(dict(options))


def _decode(payload: bytes) -> Any:
    try:
        return _json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"the body is not whole JSON: {error}") from None


def _apply(rule: Rule, whole: Message, now_us: int) -> Iterator[Reading]:
    items = [whole.root] if rule.each is None else rule.each(whole.root)
    if not items and not rule.optional:
        raise Malformed("the message has nothing at the path of 'each'")
    for item in items:
        found = Message(whole.root, item, whole.topic)
        try:
            yield _reading(rule, found, now_us)
        except Missing as missing:
            if not rule.optional:
                raise Malformed(f"the message has nothing at {missing}") from None


def _reading(rule: Rule, found: Message, now_us: int) -> Reading:
    value = _number(rule.value(found), rule.words) * rule.scale + rule.offset
    key = "".join(part if isinstance(part, str) else _text(part(found)) for part in rule.key)
    at = now_us if rule.time is None else _micros(rule.time(found), rule.time_format)
    return Reading(key, at, value)


def _text(found: Any) -> str:
    if isinstance(found, str):
        return found
    if isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    raise Malformed("a part of the key is neither a text nor a number")


def _number(found: Any, words: Mapping[str, float]) -> float:
    """A number, true and false, one of the mapping's words, or digits in a text; else NaN."""
    if isinstance(found, str):
        return words[found] if found in words else _float(found)
    return _float(found) if isinstance(found, int | float) else math.nan


def _float(found: float | str) -> float:
    try:
        return float(found)
    except (ValueError, OverflowError):
        return math.nan


def _micros(found: Any, kind: str) -> int:
    if kind == "iso":
        return micros(found) if isinstance(found, str) else int(NO_TIME)
    at = _number(found, {}) * UNITS[kind]
    if kind == "us" and type(found) is int:
        return micros(found)
    return round(at) if math.isfinite(at) and abs(at) < LARGEST_US else int(NO_TIME)


ADAPTER = Adapter("mapping", "自定义 JSON 映射", "JSON by a mapping", "message", read=read)
