"""The cache that all processes of the web server share: sent forms, and what an address did."""

from django.core.cache import BaseCache, caches


def shared() -> BaseCache:
    return caches["shared"]
