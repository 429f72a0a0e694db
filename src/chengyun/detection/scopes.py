"""Which streams a rule watches, of those that have its property."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from .readings import Bools
from .rules import Rule


def scopes_of(
    rules: Iterable[Rule],
    ids: Mapping[str, int],
    paths: Sequence[str],
    resting: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Bools]:
    """For `StreamTable.scopes`: the streams of each rule that is narrowed down, bool by id.

    `ids` gives a stream's id by its key, `paths` the path of its area by id. A stream must lie
    within the rule's area and be among its streams, as far as either is given. `resting` names
    paths of areas in which a rule, by its key, watches nothing.
    """
    held, rests = np.array(paths, dtype=np.str_), resting or {}
    return {
        rule.key: _awake(_scope(rule, ids, held), held, rests.get(rule.key, ()))
        for rule in rules
        if rule.within or rule.streams or rule.key in rests
    }


def _awake(scope: Bools, paths: "np.typing.NDArray[np.str_]", resting: Sequence[str]) -> Bools:
    for path in resting:
        scope &= ~np.char.startswith(paths, path)
    return scope


def _scope(rule: Rule, ids: Mapping[str, int], paths: "np.typing.NDArray[np.str_]") -> Bools:
    scope = np.char.startswith(paths, rule.within)
    if rule.streams:
        named = np.zeros(len(paths), np.bool_)
        named[[ids[key] for key in rule.streams if key in ids]] = True
        scope &= named
    return scope
