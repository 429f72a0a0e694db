"""Chengyun 城运: sense, decide, dispatch, handle, verify and learn, for a city district."""

__version__ = "0.1.0"
