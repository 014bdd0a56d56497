"""What a seed is written into."""

from dataclasses import dataclass, field

from gh_sandbox.seeding.seed import SeedError
from gh_sandbox.state.store import Store


@dataclass
class Ground:
    """The store, the time at which a seed is written, and the owners it has so far, by login."""

    store: Store
    now: str
    users: dict[str, int] = field(default_factory=dict)

    def user_id(self, login: str) -> int:
        """Return the id of an owner by login."""
        id = self.users.get(login.lower())
        if id is None:
            raise SeedError(f"the seed names {login}, but has no such owner")
        return id
