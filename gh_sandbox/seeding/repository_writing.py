"""Writes one repository's contents: labels, milestones, issues."""

from dataclasses import dataclass, field

from gh_sandbox.clock import stamp
from gh_sandbox.rules.issues import due_date
from gh_sandbox.rules.issues.label import DEFAULT_LABELS
from gh_sandbox.seeding import issue_field_writing
from gh_sandbox.seeding.commits import History
from gh_sandbox.seeding.ground import Ground
from gh_sandbox.seeding.seed import VIEWER, Issue, Repository, SeedError
from gh_sandbox.state.store import Value

Values = dict[str, Value]


@dataclass
class Bed:
    """One repository while it is written."""

    ground: Ground
    id: int
    repository: Repository
    types: dict[str, int]
    fields: issue_field_writing.Known
    history: History
    label_ids: dict[str, int] = field(default_factory=dict)
    milestone_ids: dict[str, int] = field(default_factory=dict)
    issue_ids: dict[int, int] = field(default_factory=dict)

    def labels(self) -> None:
        """Write the labels; a label of the seed replaces GitHub's with the same name."""
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
        now = self.ground.now
        for key, values in found.items():
            values |= {"repository_id": self.id, "created_at": now, "updated_at": now}
            self.label_ids[key] = self.ground.store.insert("label", values)

    def milestones(self) -> None:
        """Write the milestones."""
        now = self.ground.now
        for number, milestone in enumerate(self.repository.milestones, start=1):
            closed = milestone.state == "closed"
            values: Values = {
                "repository_id": self.id,
                "number": number,
                "title": milestone.title,
                "description": milestone.description,
                "state": milestone.state.upper(),
                "due_on": stamp(due_date.beginning(milestone.due_on)) if milestone.due_on else None,
                "creator_id": self.ground.users[VIEWER],
                "created_at": now,
                "updated_at": now,
                "closed_at": now if closed else None,
            }
            self.milestone_ids[milestone.title] = self.ground.store.insert("milestone", values)

    def issues(self) -> None:
        """Write the issues by number, then the links between them."""
        last = 0
        numbered: dict[int, Issue] = {}
        for issue in self.repository.issues:
            last = issue.number or last + 1
            if last in numbered:
                raise SeedError(f"{self.repository.name}: the number {last} is given twice")
            numbered[last] = issue
        store = self.ground.store
        next_id = store.number("SELECT seq FROM sqlite_sequence WHERE name = 'issue'") + 1
        for offset, number in enumerate(sorted(numbered)):
            self.issue_ids[number] = next_id + offset
        rows = [self._row(number, numbered[number]) for number in sorted(numbered)]
        store.insert_many("issue", rows)
        highest = max(numbered, default=0)
        store.update("repository", self.id, {"last_number": highest})
        self._ties(numbered)

    def _row(self, number: int, issue: Issue) -> Values:
        created = stamp(issue.created_at) if issue.created_at else self.ground.now
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
            "author_id": self.ground.user_id(issue.author),
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
                user_id = self.ground.user_id(login)
                rows.setdefault("issue_assignee", []).append({"issue_id": id, "user_id": user_id})
            if issue.parent is not None:
                parent_id = self._issue(issue.parent, number)
                position = positions[parent_id] = positions.get(parent_id, -1) + 1
                tie: Values = {"issue_id": id, "parent_id": parent_id, "position": position}
                rows.setdefault("sub_issue", []).append(tie)
            self._relations(rows, number, issue)
            self._comments(rows, id, issue)
            unknown = issue_field_writing.sow_values(
                self.ground.store, id, issue.fields, self.fields
            )
            if unknown is not None:
                raise SeedError(f"{self.repository.name}#{number}: no such {unknown}")
            self._pull_request(rows, number, issue)
        for table, values in rows.items():
            self.ground.store.insert_many(table, values)

    def _relations(self, rows: dict[str, list[Values]], number: int, issue: Issue) -> None:
        id, now = self.issue_ids[number], self.ground.now
        for other in issue.blocked_by:
            tie: Values = {"blocked_id": id, "blocking_id": self._issue(other, number)}
            rows.setdefault("dependency", []).append({**tie, "added_at": now})
        for other in issue.relates_to:
            related = self._issue(other, number)
            for one, two in ((id, related), (related, id)):
                pair: Values = {"issue_id": one, "related_id": two, "added_at": now}
                # Either side, or both, may name the other.
                if pair not in rows.setdefault("relation", []):
                    rows["relation"].append(pair)

    def _comments(self, rows: dict[str, list[Values]], id: int, issue: Issue) -> None:
        now = self.ground.now
        for comment in issue.comments:
            values: Values = {"issue_id": id, "author_id": self.ground.user_id(comment.author)}
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
            "merged_at": self.ground.now if details.merged else None,
            "merged_by_id": self.ground.users[VIEWER] if details.merged else None,
        }
        rows.setdefault("pull_request", []).append(values)
        for other in details.closes:
            tie: Values = {"pull_request_id": id, "issue_id": self._issue(other, number)}
            rows.setdefault("closing_reference", []).append({**tie, "is_manual": 1})
