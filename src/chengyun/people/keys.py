"""Keys that programs and devices hold: only their digests are kept."""

import hashlib


def digest(key: str) -> str:
    """What is kept of a key: SHA-256 as 64 hexadecimal digits. A key is random, so no salt."""
    return hashlib.sha256(key.encode()).hexdigest()
