"""Writing a seed into an empty store, many rows at a time.

Apart from `rules/` the only writer: a seed is past, which happened before the rules watched.
What it refers to must exist; SeedError says what does not.
"""

from dataclasses import dataclass, field

from gh_sandbox import tokens
from gh_sandbox.clock import Clock, stamp
from gh_sandbox.grant import Grant, Kind
from gh_sandbox.rules import due_date
from gh_sandbox.rules.label import DEFAULT_LABELS
from gh_sandbox.rules.owner import ACTIONS_BOT as BOT
from gh_sandbox.seeding import generated, project_writing
from gh_sandbox.seeding.commits import History
from gh_sandbox.seeding.seed import VIEWER, Issue, Owner, Repository, Seed, SeedError, Token
from gh_sandbox.session import Session
from gh_sandbox.store import Store, Value

Values = dict[str, Value]


def sow(store: Store, seed: Seed, clock: Clock) -> None:
    """Replace the whole state by a seed."""
    with store.replacement():
        sower = _Sower(store, stamp(clock.now()))
        sower.owners(seed.owners)
        sower.tokens(seed)
        viewer = tokens.Viewer(sower.user_id(VIEWER), VIEWER, ())
        for owner in seed.owners:
            project_writing.sow(Session(store, clock, viewer), owner)


@dataclass
class _Sower:
    store: Store
    now: str
    users: dict[str, int] = field(default_factory=dict)

    def owners(self, owners: list[Owner]) -> None:
        """Write owners first, since repositories and issues name them, then what is theirs."""
        logins = {owner.login.lower() for owner in owners}
        if VIEWER not in logins:
            owners = [Owner(login=VIEWER), *owners]
        for owner in owners:
            values: Values = {"type": owner.type, "login": owner.login, "name": owner.name}
            values |= {"email": owner.email, "description": owner.description}
            self.users[owner.login.lower()] = self.store.insert(
                "owner", {**values, "created_at": self.now}
            )
        for owner in owners:
            self._belongings(owner)

    def tokens(self, seed: Seed) -> None:
        """Write the tokens, the default one among them."""
        self._token(tokens.DEFAULT_TOKEN, VIEWER, list(tokens.DEFAULT_SCOPES))
        for token in seed.tokens:
            grant = self._grant(token)
            is_bot = grant is not None and grant.kind is Kind.INSTALLATION
            login = token.login or (self._bot() if is_bot else VIEWER)
            self._token(token.token, login, token.scopes, grant)

    def _token(self, token: str, login: str, scopes: list[str], grant: Grant | None = None) -> None:
        values: Values = {
            "token": token,
            "user_id": self.user_id(login),
            "scopes": " ".join(scopes),
            "permissions": None if grant is None else grant.text(),
        }
        self.store.insert("token", values)

    def _grant(self, token: Token) -> Grant | None:
        if token.kind == "classic":
            return None
        kind = Kind.FINE_GRAINED if token.kind == "fine-grained" else Kind.INSTALLATION
        names = token.repositories
        owner = token.owner or (names[0].partition("/")[0] if names else VIEWER)
        ids = None if names is None else frozenset(map(self._repository_id, names))
        return Grant(kind, self.user_id(owner), ids, token.permissions)

    def _repository_id(self, name: str) -> int:
        owner, _, short = name.partition("/")
        sql = "SELECT id FROM repository WHERE owner_id = ? AND name = ?"
        row = self.store.one(sql, self.user_id(owner), short)
        if row is None:
            raise SeedError(f"the seed names {name}, but has no such repository")
        return int(row["id"])

    def _bot(self) -> str:
        """Return the login of the app GitHub Actions, as whose workflows act."""
        if BOT not in self.users:
            values: Values = {"type": "Bot", "login": BOT, "created_at": self.now}
            self.users[BOT] = self.store.insert("owner", values)
        return BOT

    def user_id(self, login: str) -> int:
        """Return the id of an owner by login."""
        id = self.users.get(login.lower())
        if id is None:
            raise SeedError(f"the seed names {login}, but has no such owner")
        return id

    def _belongings(self, owner: Owner) -> None:
        owner_id = self.user_id(owner.login)
        for login, role in owner.members.items():
            self.store.insert(
                "member",
                {"organization_id": owner_id, "user_id": self.user_id(login), "role": role},
            )
        for login in owner.private_members:
            if login not in owner.members:
                raise SeedError(f"the seed says {login} is private in {owner.login}, but no member")
            private: Values = {"organization_id": owner_id, "user_id": self.user_id(login)}
            self.store.insert("private_member", private)
        types: dict[str, int] = {}
        for type in owner.issue_types:
            values: Values = {"owner_id": owner_id, "name": type.name, "color": type.color.upper()}
            values |= {"description": type.description, "is_enabled": int(type.is_enabled)}
            values |= {"created_at": self.now, "updated_at": self.now}
            types[type.name.lower()] = self.store.insert("issue_type", values)
        for repository in owner.repositories:
            self._repository(owner_id, generated.filled(repository), types)

    def _repository(self, owner_id: int, repository: Repository, types: dict[str, int]) -> None:
        values: Values = {
            "owner_id": owner_id,
            "name": repository.name,
            "description": repository.description,
            "is_private": int(repository.private),
            "has_issues_enabled": int(repository.has_issues),
            "default_branch": repository.default_branch,
            "archived_at": self.now if repository.archived else None,
            "pushed_at": self.now if repository.default_branch else None,
            "created_at": self.now,
            "updated_at": self.now,
        }
        id = self.store.insert("repository", values)
        for login, permission in repository.collaborators.items():
            self.store.insert(
                "collaborator",
                {"repository_id": id, "user_id": self.user_id(login), "permission": permission},
            )
        for name, value in repository.secrets.items():
            times: Values = {"created_at": self.now, "updated_at": self.now}
            given: Values = {"repository_id": id, "name": name.upper(), "value": value}
            self.store.insert("secret", {**given, **times})
        for name in repository.previously:
            login, _, old = name.partition("/")
            self.store.insert(
                "previous_name",
                {"owner_id": self.user_id(login), "name": old, "repository_id": id},
            )
        history = History(self.store, id, repository, self.now)
        history.begin()
        bed = _Bed(self, id, repository, types, history)
        bed.labels()
        bed.milestones()
        bed.issues()


@dataclass
class _Bed:
    """One repository's contents."""

    sower: _Sower
    id: int
    repository: Repository
    types: dict[str, int]
    history: History
    label_ids: dict[str, int] = field(default_factory=dict)
    milestone_ids: dict[str, int] = field(default_factory=dict)
    issue_ids: dict[int, int] = field(default_factory=dict)

    def labels(self) -> None:
        """Write the labels; one of the seed's takes the place of GitHub's of the same name."""
        found: dict[str, Values] = {}
        if self.repository.default_labels:
            for name, color, description in DEFAULT_LABELS:
                found[name] = {"name": name, "color": color, "description": description}
                found[name]["is_default"] = 1
        for label in self.repository.labels:
            found[label.name.lower()] = {
                "name": label.name,
                "color": label.color,
                "description": label.description,
                "is_default": int(label.default),
            }
        now = self.sower.now
        for key, values in found.items():
            values |= {"repository_id": self.id, "created_at": now, "updated_at": now}
            self.label_ids[key] = self.sower.store.insert("label", values)

    def milestones(self) -> None:
        """Write the milestones."""
        now = self.sower.now
        for number, milestone in enumerate(self.repository.milestones, start=1):
            closed = milestone.state == "closed"
            values: Values = {
                "repository_id": self.id,
                "number": number,
                "title": milestone.title,
                "description": milestone.description,
                "state": milestone.state.upper(),
                "due_on": stamp(due_date.beginning(milestone.due_on)) if milestone.due_on else None,
                "creator_id": self.sower.users[VIEWER],
                "created_at": now,
                "updated_at": now,
                "closed_at": now if closed else None,
            }
            self.milestone_ids[milestone.title] = self.sower.store.insert("milestone", values)

    def issues(self) -> None:
        """Write the issues by number, then what ties them together."""
        last = 0
        numbered: dict[int, Issue] = {}
        for issue in self.repository.issues:
            last = issue.number or last + 1
            if last in numbered:
                raise SeedError(f"{self.repository.name}: the number {last} is given twice")
            numbered[last] = issue
        store = self.sower.store
        next_id = store.number("SELECT seq FROM sqlite_sequence WHERE name = 'issue'") + 1
        for offset, number in enumerate(sorted(numbered)):
            self.issue_ids[number] = next_id + offset
        rows = [self._row(number, numbered[number]) for number in sorted(numbered)]
        store.insert_many("issue", rows)
        highest = max(numbered, default=0)
        store.update("repository", self.id, {"last_number": highest})
        self._ties(numbered)

    def _row(self, number: int, issue: Issue) -> Values:
        created = stamp(issue.created_at) if issue.created_at else self.sower.now
        merged = issue.pull_request is not None and issue.pull_request.merged
        closed = issue.state == "closed" or merged
        reason = issue.state_reason or ("completed" if closed else None)
        return {
            "id": self.issue_ids[number],
            "repository_id": self.id,
            "number": number,
            "is_pull_request": int(issue.pull_request is not None),
            "title": issue.title,
            "body": issue.body,
            "state": "CLOSED" if closed else "OPEN",
            "state_reason": reason.upper() if reason and issue.pull_request is None else None,
            "author_id": self.sower.user_id(issue.author),
            "milestone_id": self._known(self.milestone_ids, "milestone", issue.milestone, number),
            "issue_type_id": self._known(
                self.types, "type", issue.type and issue.type.lower(), number
            ),
            "created_at": created,
            "updated_at": created,
            "closed_at": created if closed else None,
        }

    def _known(self, ids: dict[str, int], kind: str, name: str | None, number: int) -> int | None:
        if name is not None and name not in ids:
            raise SeedError(f"{self.repository.name}#{number}: no such {kind}: {name}")
        return None if name is None else ids[name]

    def _issue(self, number: int, by: int) -> int:
        if number not in self.issue_ids:
            raise SeedError(f"{self.repository.name}#{by}: no such issue: #{number}")
        return self.issue_ids[number]

    def _ties(self, numbered: dict[int, Issue]) -> None:
        rows: dict[str, list[Values]] = {}
        positions: dict[int, int] = {}
        for number, issue in sorted(numbered.items()):
            id = self.issue_ids[number]
            for name in issue.labels:
                label_id = self._known(self.label_ids, "label", name.lower(), number)
                rows.setdefault("issue_label", []).append({"issue_id": id, "label_id": label_id})
            for login in issue.assignees:
                user_id = self.sower.user_id(login)
                rows.setdefault("issue_assignee", []).append({"issue_id": id, "user_id": user_id})
            if issue.parent is not None:
                parent_id = self._issue(issue.parent, number)
                position = positions[parent_id] = positions.get(parent_id, -1) + 1
                tie: Values = {"issue_id": id, "parent_id": parent_id, "position": position}
                rows.setdefault("sub_issue", []).append(tie)
            self._relations(rows, number, issue)
            self._comments(rows, id, issue)
            self._pull_request(rows, number, issue)
        for table, values in rows.items():
            self.sower.store.insert_many(table, values)

    def _relations(self, rows: dict[str, list[Values]], number: int, issue: Issue) -> None:
        id, now = self.issue_ids[number], self.sower.now
        for other in issue.blocked_by:
            tie: Values = {"blocked_id": id, "blocking_id": self._issue(other, number)}
            rows.setdefault("dependency", []).append({**tie, "added_at": now})
        for other in issue.relates_to:
            related = self._issue(other, number)
            for one, two in ((id, related), (related, id)):
                pair: Values = {"issue_id": one, "related_id": two, "added_at": now}
                rows.setdefault("relation", []).append(pair)

    def _comments(self, rows: dict[str, list[Values]], id: int, issue: Issue) -> None:
        now = self.sower.now
        for comment in issue.comments:
            values: Values = {"issue_id": id, "author_id": self.sower.user_id(comment.author)}
            values |= {"body": comment.body, "created_at": now, "updated_at": now}
            rows.setdefault("comment", []).append(values)

    def _pull_request(self, rows: dict[str, list[Values]], number: int, issue: Issue) -> None:
        details = issue.pull_request
        if details is None:
            return
        id = self.issue_ids[number]
        values: Values = {
            "issue_id": id,
            "head_ref_name": details.head,
            "base_ref_name": details.base,
            "head_repository_id": self.id,
            "is_draft": int(details.draft),
            **self.history.pull_request(details, number, issue),
            "merged_at": self.sower.now if details.merged else None,
            "merged_by_id": self.sower.users[VIEWER] if details.merged else None,
        }
        rows.setdefault("pull_request", []).append(values)
        for other in details.closes:
            tie: Values = {"pull_request_id": id, "issue_id": self._issue(other, number)}
            rows.setdefault("closing_reference", []).append({**tie, "is_manual": 1})
