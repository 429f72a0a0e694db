"""The only writers of what packs declare and of what their registers hold."""

from chengyun.packs.services.installing import Installed, install, switch

__all__ = ["Installed", "install", "switch"]
