"""Scenes: one folder each, deletable, using only chengyun.packs.api."""
