"""Writes a seed into an empty store, many rows at a time.

Besides `rules/` this is the only writer: the events of a seed are in the past, so no listener sees
them. A reference must exist; SeedError names one that does not.
"""

from dataclasses import dataclass

from gh_sandbox.access import tokens
from gh_sandbox.access.grant import Grant, TokenKind
from gh_sandbox.access.token_text import DEFAULT_TOKEN
from gh_sandbox.clock import Clock, stamp
from gh_sandbox.rules.owners.owner import ACTIONS_BOT as BOT
from gh_sandbox.seeding import generated, issue_field_writing, project_writing
from gh_sandbox.seeding.commits import History
from gh_sandbox.seeding.ground import Ground
from gh_sandbox.seeding.repository_writing import Bed
from gh_sandbox.seeding.seed import VIEWER, Owner, Repository, Seed, SeedError, Token
from gh_sandbox.session import Session
from gh_sandbox.state import lineage
from gh_sandbox.state.store import Store, Value

Values = dict[str, Value]


def sow(store: Store, seed: Seed, clock: Clock) -> None:
    """Replace the whole state by a seed."""
    with store.replacement():
        lineage.branch(store)
        sower = _Sower(Ground(store, stamp(clock.now())))
        sower.owners(seed.owners)
        sower.tokens(seed)
        viewer = tokens.Viewer(sower.ground.user_id(VIEWER), VIEWER, ())
        for owner in seed.owners:
            project_writing.sow(Session(store, clock, viewer), owner)


@dataclass
class _Sower:
    ground: Ground

    def owners(self, owners: list[Owner]) -> None:
        """Write owners first, because other things refer to them; then their contents."""
        logins = {owner.login.lower() for owner in owners}
        if VIEWER not in logins:
            owners = [Owner(login=VIEWER), *owners]
        for owner in owners:
            values: Values = {"type": owner.type, "login": owner.login, "name": owner.name}
            values |= {"email": owner.email, "description": owner.description}
            values |= {"has_issue_types": int(owner.issue_types is not None)}
            self.ground.users[owner.login.lower()] = self.ground.store.insert(
                "owner", {**values, "created_at": self.ground.now}
            )
        for owner in owners:
            self._belongings(owner)

    def tokens(self, seed: Seed) -> None:
        """Write the tokens, and the default one unless the seed gives it to somebody itself."""
        if DEFAULT_TOKEN not in {each.token for each in seed.tokens}:
            self._token(DEFAULT_TOKEN, VIEWER, list(tokens.DEFAULT_SCOPES))
        for token in seed.tokens:
            grant = self._grant(token)
            is_bot = grant is not None and grant.kind is TokenKind.INSTALLATION
            login = token.login or (self._bot() if is_bot else VIEWER)
            self._token(token.token, login, token.scopes, grant)

    def _token(self, token: str, login: str, scopes: list[str], grant: Grant | None = None) -> None:
        values: Values = {
            "token": token,
            "user_id": self.ground.user_id(login),
            "scopes": " ".join(scopes),
            "permissions": None if grant is None else grant.text(),
        }
        self.ground.store.insert("token", values)

    def _grant(self, token: Token) -> Grant | None:
        if token.kind == "classic":
            return None
        kind = TokenKind.FINE_GRAINED if token.kind == "fine-grained" else TokenKind.INSTALLATION
        names = token.repositories
        owner = token.owner or (names[0].partition("/")[0] if names else VIEWER)
        ids = None if names is None else frozenset(map(self._repository_id, names))
        return Grant(kind, self.ground.user_id(owner), ids, token.permissions)

    def _repository_id(self, name: str) -> int:
        owner, _, short = name.partition("/")
        sql = "SELECT id FROM repository WHERE owner_id = ? AND name = ?"
        row = self.ground.store.one(sql, self.ground.user_id(owner), short)
        if row is None:
            raise SeedError(f"the seed names {name}, but has no such repository")
        return int(row["id"])

    def _bot(self) -> str:
        """Return the login of the app GitHub Actions, in whose name workflows act."""
        if BOT not in self.ground.users:
            values: Values = {"type": "Bot", "login": BOT, "created_at": self.ground.now}
            self.ground.users[BOT] = self.ground.store.insert("owner", values)
        return BOT

    def _belongings(self, owner: Owner) -> None:
        owner_id = self.ground.user_id(owner.login)
        for login, role in owner.members.items():
            self.ground.store.insert(
                "member",
                {"organization_id": owner_id, "user_id": self.ground.user_id(login), "role": role},
            )
        members = {login.lower() for login in owner.members}
        for login in owner.private_members:
            if login.lower() not in members:
                what = f"a private member of {owner.login}"
                raise SeedError(f"the seed lists {login} as {what}, but not among the members")
            private: Values = {"organization_id": owner_id, "user_id": self.ground.user_id(login)}
            self.ground.store.insert("private_member", private)
        types: dict[str, int] = {}
        for type in owner.issue_types or []:
            values: Values = {"owner_id": owner_id, "name": type.name, "color": type.color.upper()}
            values |= {"description": type.description, "is_enabled": int(type.is_enabled)}
            values |= {"created_at": self.ground.now, "updated_at": self.ground.now}
            types[type.name.lower()] = self.ground.store.insert("issue_type", values)
        for name in owner.teams:
            slug = name.lower().replace(" ", "-")
            team: dict[str, Value] = {"owner_id": owner_id, "name": name, "slug": slug}
            self.ground.store.insert("team", {**team, "created_at": self.ground.now})
        fields = issue_field_writing.sow(
            self.ground.store, owner_id, owner.issue_fields, self.ground.now
        )
        for repository in owner.repositories:
            self._repository(owner_id, generated.filled(repository), types, fields)

    def _repository(
        self,
        owner_id: int,
        repository: Repository,
        types: dict[str, int],
        fields: issue_field_writing.Known,
    ) -> None:
        values: Values = {
            "owner_id": owner_id,
            "name": repository.name,
            "description": repository.description,
            "is_private": int(repository.private),
            "has_issues_enabled": int(repository.has_issues),
            "default_branch": repository.default_branch,
            "archived_at": self.ground.now if repository.archived else None,
            "pushed_at": self.ground.now if repository.default_branch else None,
            "created_at": self.ground.now,
            "updated_at": self.ground.now,
        }
        id = self.ground.store.insert("repository", values)
        self._collaborators(id, repository)
        self._secrets(id, repository)
        self._previous_names(id, repository)
        history = History(self.ground.store, id, repository, self.ground.now)
        history.begin()
        bed = Bed(self.ground, id, repository, types, fields, history)
        bed.labels()
        bed.milestones()
        bed.issues()

    def _collaborators(self, id: int, repository: Repository) -> None:
        for login, permission in repository.collaborators.items():
            user_id = self.ground.user_id(login)
            values: Values = {"repository_id": id, "user_id": user_id, "permission": permission}
            self.ground.store.insert("collaborator", values)

    def _secrets(self, id: int, repository: Repository) -> None:
        for name, value in repository.secrets.items():
            times: Values = {"created_at": self.ground.now, "updated_at": self.ground.now}
            given: Values = {"repository_id": id, "name": name.upper(), "value": value}
            self.ground.store.insert("secret", {**given, **times})

    def _previous_names(self, id: int, repository: Repository) -> None:
        for name in repository.previously:
            login, _, old = name.partition("/")
            owner_id = self.ground.user_id(login)
            values: Values = {"owner_id": owner_id, "name": old, "repository_id": id}
            self.ground.store.insert("previous_name", values)
