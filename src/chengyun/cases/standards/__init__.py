"""The national category table 国标分类: its editions, crosswalk and conditions."""

from chengyun.cases.standards.installing import Installed, install
from chengyun.cases.standards.queries import conditions_for

__all__ = ["Installed", "conditions_for", "install"]
