"""What the wall shows of cases: figures, flow, feed and areas, now and over the last day."""

from chengyun.cases.wall.showing import wall, wall_now

__all__ = ["wall", "wall_now"]
