"""Readers of goals, one file a page's question; each takes the viewer."""

from chengyun.goals.queries.board import half_year_board
from chengyun.goals.queries.seeing import visible, visible_indicators

__all__ = ["half_year_board", "visible", "visible_indicators"]
