"""Personal details at rest: encrypted with a key that is derived from the secret key."""

import base64
import json
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"chengyun contact details 1"


def seal(details: dict[str, str]) -> str:
    """Encrypt and authenticate (Fernet: AES-128-CBC and HMAC-SHA256); "" for no details."""
    kept = {key: value for key, value in details.items() if value}
    return _fernet(settings.SECRET_KEY).encrypt(_pack(kept)).decode() if kept else ""


def unseal(sealed: str) -> dict[str, str]:
    """What `seal` hid; nothing if the secret key has changed since or the text was altered."""
    if not sealed:
        return {}
    try:
        details: dict[str, str] = json.loads(_fernet(settings.SECRET_KEY).decrypt(sealed))
    except InvalidToken:
        return {}
    return details


def masked(phone: str) -> str:
    """A telephone number as others may see it: 138****1234."""
    shown = 3 if len(phone) >= 11 else len(phone) // 4
    tail = phone[-4:] if len(phone) >= 11 else phone[len(phone) - shown :]
    return phone[:shown] + "*" * (len(phone) - shown - len(tail)) + tail


def _pack(details: dict[str, str]) -> bytes:
    return json.dumps(details, ensure_ascii=False).encode()


@cache
def _fernet(secret: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
