"""The list at work on many cases at once. Pure.

For each question, every different answer among the cases has a row of bits: one for each rule that
accepts it. A case is decided by the lowest bit that all its rows share. Thousands of cases have
few different answers, so that the rules are looked at once per answer and not once per case.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from chengyun.cases.dispatching.offices import Offices
from chengyun.cases.dispatching.rules import CONDITIONS, Condition, Facts, Part, Rule
from chengyun.people.models import Unit

Words = NDArray[np.uint64]
Ints = NDArray[np.int64]
WORD = 64
T = TypeVar("T")


@dataclass(frozen=True)
class Decided:
    """For each case in order: the index of the rule that decided (-1: none), and the unit."""

    rule: Ints
    units: list[Unit | None]


def decide_many(rules: Sequence[Rule], cases: Sequence[Facts], offices: Offices) -> Decided:
    """What `decide` says of each case."""
    if not cases:
        return Decided(np.empty(0, np.int64), [])
    accepted = _by_office(rules, cases, offices)
    for condition in CONDITIONS:
        if any(condition.wanted(rule) for rule in rules):
            accepted &= _by_condition(condition, rules, cases)
    first = _lowest(accepted)
    found = zip(first, cases, strict=True)
    return Decided(first, [_unit(rules, n, facts, offices) for n, facts in found])


def _unit(rules: Sequence[Rule], n: int, facts: Facts, offices: Offices) -> Unit | None:
    if n < 0:
        return offices.nearest(facts.unit_kind, facts.area_path)
    return offices.of(rules[n].target, facts.area_path)


def _by_office(rules: Sequence[Rule], cases: Sequence[Facts], offices: Offices) -> Words:
    """Rules that are on and have their unit at the place of the case."""
    paths, at = _answers(cases, lambda facts: facts.area_path)
    targets, of_rule = _answers(rules, lambda rule: rule.target)
    there = [[offices.of(to, path) is not None for to in targets] for path in paths]
    on = np.array([rule.on for rule in rules], bool)
    return _packed(np.array(there, bool).reshape(len(paths), -1)[:, of_rule] & on)[at]


def _by_condition(condition: Condition, rules: Sequence[Rule], cases: Sequence[Facts]) -> Words:
    """Rules that ask nothing here, or one part of whose question fits."""
    accepted = _packed([[not condition.wanted(rule) for rule in rules]])
    for part in condition.parts:
        accepted = accepted | _by_part(part, rules, cases)
    return accepted


def _by_part(part: Part, rules: Sequence[Rule], cases: Sequence[Facts]) -> Words:
    values, at = _answers(cases, part.value)
    wanted, of_rule = _answers(rules, part.wanted)
    rows = np.array([[bool(k) and part.fits(k, value) for k in wanted] for value in values], bool)
    return _packed(rows[:, of_rule])[at]


def _answers(asked: Iterable[T], value: Callable[[T], Hashable]) -> tuple[list[Any], Ints]:
    """The different answers, and for each that was asked which of them is its own."""
    known: dict[Hashable, int] = {}
    at = np.fromiter((known.setdefault(value(one), len(known)) for one in asked), np.int64)
    return list(known), at


def _packed(rows: Sequence[Sequence[bool]] | NDArray[np.bool_]) -> Words:
    """Rows of truth as rows of words, rule 0 in the lowest bit of the first word."""
    table = np.atleast_2d(np.asarray(rows, bool))
    padded = np.zeros((len(table), -(-max(table.shape[1], 1) // WORD) * WORD), bool)
    padded[:, : table.shape[1]] = table
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def _lowest(accepted: Words) -> Ints:
    """The lowest bit of each row, -1 where none is set."""
    some = accepted != 0
    column = some.argmax(axis=1)
    word = accepted[np.arange(len(accepted)), column]
    bit = np.bitwise_count(word ^ (word - np.uint64(1))).astype(np.int64) - 1
    return np.where(some.any(axis=1), column * WORD + bit, -1)
