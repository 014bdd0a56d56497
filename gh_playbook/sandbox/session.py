"""What one request works with: the store, the time, and who asks."""

from dataclasses import dataclass

from gh_playbook.sandbox.clock import Clock, stamp
from gh_playbook.sandbox.store import Store
from gh_playbook.sandbox.tokens import Viewer

WEB = "https://github.com"


@dataclass
class Session:
    """One request's surroundings; the rules take it as their first argument."""

    store: Store
    clock: Clock
    viewer: Viewer
    api: str = "https://api.github.com"

    def now(self) -> str:
        """Return the present moment as GitHub writes it."""
        return stamp(self.clock.now())
