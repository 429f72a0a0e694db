"""The only writers of what packs declare and of what their registers hold."""

from chengyun.packs.services.installing import Installed, install, switch
from chengyun.packs.services.setting import put, rest

__all__ = ["Installed", "install", "put", "rest", "switch"]
