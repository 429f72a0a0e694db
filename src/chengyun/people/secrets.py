"""Personal details at rest: encrypted with a key that is derived from the secret key.

Several secret keys may be in force: the newest encrypts, and all of them decrypt.
"""

import base64
import json
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from chengyun.people.privacy import masked

__all__ = ["masked", "reseal", "seal", "unseal"]

PURPOSE = b"chengyun contact details 1"


def seal(details: dict[str, str]) -> str:
    """Encrypt and authenticate (Fernet: AES-128-CBC and HMAC-SHA256); "" for no details."""
    kept = {key: value for key, value in details.items() if value}
    return _fernets().encrypt(_pack(kept)).decode() if kept else ""


def unseal(sealed: str) -> dict[str, str]:
    """What `seal` hid; nothing if no key in force opens it or the text was altered."""
    if not sealed:
        return {}
    try:
        details: dict[str, str] = json.loads(_fernets().decrypt(sealed))
    except InvalidToken:
        return {}
    return details


def reseal(sealed: str) -> str:
    """The same details under the newest key; "" stays "". Raises ValueError if no key opens it."""
    if not sealed:
        return ""
    try:
        return _fernets().rotate(sealed).decode()
    except InvalidToken as error:
        raise ValueError("no key in force opens it") from error


def _pack(details: dict[str, str]) -> bytes:
    return json.dumps(details, ensure_ascii=False).encode()


def _fernets() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_fernet(key) for key in keys])


@cache
def _fernet(secret: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
