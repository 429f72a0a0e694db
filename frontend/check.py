"""Check the types of the browser's scripts: `tsc` over the JSDoc of the islands, nothing written.

`make check` runs it. TypeScript comes from npm into `node_modules/`, which git ignores.
"""

import subprocess
import sys

from build import FRONTEND, LOCK, FrontendError, node_command, npm_install, say

STAMP = FRONTEND / "node_modules" / ".checked"
TSC = FRONTEND / "node_modules" / "typescript" / "bin" / "tsc"


def main() -> int:
    """0 where every type fits."""
    if not STAMP.is_file() or STAMP.read_bytes() != LOCK.read_bytes():
        say("fetching TypeScript (npm ci)")
        npm_install(FRONTEND)
        STAMP.write_bytes(LOCK.read_bytes())
    return subprocess.call([*node_command(), str(TSC), "-p", str(FRONTEND)])  # noqa: S603


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FrontendError as error:
        sys.exit(f"frontend: {error}")
