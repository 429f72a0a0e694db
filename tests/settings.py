"""Settings of the suite: the product's own, in a folder that no person uses."""

import os
import tempfile
from pathlib import Path

folder = Path(os.environ.setdefault("CHENGYUN_DATA", tempfile.mkdtemp(prefix="chengyun-tests-")))
# Tests run side by side: what one keeps is not thrown away by the other.
worker = os.environ.get("PYTEST_XDIST_WORKER", folder.name)
if folder.name != worker:
    (folder / worker).mkdir(exist_ok=True)
    os.environ["CHENGYUN_DATA"] = str(folder / worker)

from chengyun.runtime.settings import *  # noqa: E402, F403

# Tests run side by side: what one counts is not the other's.
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "shared")
}

# Hashing is slow on purpose; in tests it is only slow.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
