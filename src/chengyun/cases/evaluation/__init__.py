"""Evaluation 综合评价: rates of the closed loop, by area, unit, post and person.

`metrics` declares them, `predicates` says what a declaration is made of, `columns` and `kept` bring
the facts, `tables` counts, `records` finds the cases behind a number.
"""

from chengyun.cases.evaluation.definitions import IN_TIME, due_within

__all__ = ["IN_TIME", "due_within"]
