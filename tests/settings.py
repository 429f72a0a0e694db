"""Settings of the suite: the product's own, in a folder that no person uses."""

import os
import tempfile

os.environ.setdefault("CHENGYUN_DATA", tempfile.mkdtemp(prefix="chengyun-tests-"))

from chengyun.runtime.settings import *  # noqa: F403

# Tests run side by side: what one counts is not the other's.
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "shared")
}

# Hashing is slow on purpose; in tests it is only slow.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
