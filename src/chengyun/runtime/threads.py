"""Pages are answered on threads that stay, each with its own database connection.

Django takes a new thread for each request, and with it a new connection: to open SQLite anew costs
more than most of what is asked of it.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext

from chengyun.runtime.bodies import App

# So many wait for the next request; there are more while more is asked at once. The connection of
# each may keep 64 MB of what it read.
KEPT = 4


class Threads:
    """ASGI: a thread for each request, handed on to a later one."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.idle: list[ThreadPoolExecutor] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        thread = self.idle.pop() if self.idle else ThreadPoolExecutor(1, "page")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.app(scope, receive, send)
        finally:
            # Who left does not stop what the thread does for them: it is idle when that is done.
            loop = asyncio.get_running_loop()
            thread.submit(loop.call_soon_threadsafe, self._leave, thread)

    def _leave(self, thread: ThreadPoolExecutor) -> None:
        if len(self.idle) < KEPT:
            self.idle.append(thread)
        else:
            thread.shutdown(wait=False)
