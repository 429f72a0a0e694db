"""Settings of the suite: the product's own, in a folder that no person uses."""

import os
import tempfile

os.environ.setdefault("CHENGYUN_DATA", tempfile.mkdtemp(prefix="chengyun-tests-"))

from chengyun.runtime.settings import *  # noqa: F403

# Hashing is slow on purpose; in tests it is only slow.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
