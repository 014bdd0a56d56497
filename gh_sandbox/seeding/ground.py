"""The place that a seed is written to."""

from dataclasses import dataclass, field

from gh_sandbox.seeding.seed import SeedError
from gh_sandbox.state.store import Store


@dataclass
class Ground:
    """The store, the time of a seed's writing, and the owners written so far, by login."""

    store: Store
    now: str
    users: dict[str, int] = field(default_factory=dict)

    def user_id(self, login: str) -> int:
        """Return the id of an owner by login."""
        id = self.users.get(login.lower())
        if id is None:
            raise SeedError(f"the seed names {login}, but has no such owner")
        return id
