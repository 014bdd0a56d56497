"""The place of a probe: the repository and its board, read before anything is written."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.declaration.backlog.project import Project
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.frozen import dataclass
from gh_playbook.github.reader import Reader
from gh_playbook.model.target import Target
from gh_playbook.probe import rule
from gh_playbook.probe.rule import Expectation, Rule
from gh_playbook.verification import introspection

_MAY_WRITE = {"ADMIN", "MAINTAIN", "WRITE"}
# The built-in workflow that does the work of a rule, if it is on. Merging closes the issue; the
# workflow for merged pull requests moves the pull requests' own cards.
_BUILT_IN = {
    Rule.LINKED: "Pull request linked to issue",
    Rule.MERGED: "Item closed",
    Rule.CLOSED: "Item closed",
    Rule.OPENED: "Auto-add to project",
}
_DOCUMENT = """query ProbePlace($owner: String!, $name: String!, $project: ID!, $field: String!,
    $label: String!, $file: String!%s) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    id nameWithOwner url viewerPermission
    mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed
    defaultBranchRef { name target { oid } }
    label(name: $label) { id }
    %s
    file: object(expression: $file) { id }
  }
  project: node(id: $project) { ... on ProjectV2 {
    url viewerCanUpdate
    field(name: $field) { ... on ProjectV2SingleSelectField { id options { id name } } }
    workflows(first: 50) { nodes { name enabled } }
  } }
}"""


@dataclass(frozen=True)
class Place:
    """A repository and a board that can be probed.

    `branch` is the default branch, empty if there is none, `commit` its last commit; `options` map
    a Status to its id, `workflows` map the name of a built-in workflow to whether it is on.
    """

    owner: str
    name: str
    target: Target
    url: str
    repository_id: str
    branch: str
    commit: str
    merge_method: str
    may_delete: bool
    label_id: str | None
    has_workflow: bool
    project: str
    project_id: str
    project_url: str
    field: str
    field_id: str
    options: Mapping[str, str]
    workflows: Mapping[str, bool]
    rules: Automations

    @property
    def repository(self) -> str:
        """The repository's name, with its owner's."""
        return f"{self.owner}/{self.name}"

    @property
    def expectations(self) -> tuple[Expectation, ...]:
        """The expectations of the declared rules."""
        return rule.expectations(self.rules, tuple(self.options))

    @property
    def needs_pull_request(self) -> bool:
        """Tell whether any of the rules is about pull requests."""
        return any(each.rule.needs_pull_request for each in self.expectations)

    @property
    def merges(self) -> bool:
        """Tell whether the pull request will be merged."""
        return any(each.rule is Rule.MERGED for each in self.expectations)

    def advice(self, rule: Rule) -> tuple[str, ...]:
        """Return, line by line, the workflow that should have applied a rule, and where to look."""
        file, secret = self.rules.workflow, self.rules.secret
        if self.has_workflow:
            page = f"{self.url}/settings/secrets/actions"
            lines = [
                f"{file}: has it run? {self.url}/actions/workflows/{file.rpartition('/')[2]}",
                f"its secret {secret}: is it there, and may its token write the project? {page}",
            ]
        else:
            where = self.branch or self.repository
            lines = [f"{file} is not in {where}: run `invoke setup-automations`"]
        built_in = _BUILT_IN.get(rule)
        if built_in is not None:
            state = "on" if self.workflows.get(built_in) else "off"
            page = f"{self.project_url}/workflows"
            lines.append(f"the built-in workflow {built_in!r} is {state}: {page}")
        return tuple(lines)


def read(reader: Reader, prepared: Prepared) -> Place:
    """Read the place. Raises InputError with every reason if it cannot be probed."""
    project, rules = _declared(prepared)
    owner, name = prepared.owner, prepared.name
    project_id = introspection.introspect(reader, owner, name, project.title).project_id
    if project_id is None:
        message = (
            f"there is no project {project.title!r} of {owner}, or this login may not see it: "
            "run `invoke setup-project`, or `gh auth refresh -s project`"
        )
        raise InputError([Fault(message, project.place("title"))])
    fields = (each.name for each in project.fields if each.value == "status")
    variables = {
        "owner": owner,
        "name": name,
        "project": project_id,
        "field": next(fields, "Status"),
        "label": rules.blocked_label or "",
        "file": f"HEAD:{rules.workflow}",
    }
    opened = {f"opened{index}": each.label or "" for index, each in enumerate(rules.opened)}
    given = "".join(f", ${name}: String!" for name in opened)
    labels = " ".join(f"{name}: label(name: ${name}) {{ id }}" for name in opened)
    document = _DOCUMENT % (given, labels)
    data = reader.query(document, {**variables, **opened}, request="probe place")
    faults = list(_faults(data, rules))
    if faults:
        raise InputError(faults)
    found, login = data["repository"], data["viewer"]["login"]
    asked = f"{owner}/{name}"
    moved_from = None if found["nameWithOwner"].casefold() == asked.casefold() else asked
    host = urlsplit(found["url"]).netloc
    target = Target(found["nameWithOwner"], host, login, reader.sandbox, moved_from)
    return _place(data, project, rules, variables, target)


def _declared(prepared: Prepared) -> tuple[Project, Automations]:
    project = prepared.backlog.project
    if project is None:
        message = "the backlog declares no project: there is no board to try them on"
        raise InputError([Fault(message, prepared.backlog.source)])
    rules = project.automations
    if rules is None or not rules.has_rule:
        message = "`automations` declares no rule, such as `closed: Done`: there is nothing to try"
        raise InputError([Fault(message, (rules or project).source)])
    return project, rules


def _faults(data: Mapping[str, Any], rules: Automations) -> Iterator[Fault]:
    """Yield every reason why the place cannot be probed."""
    repository, project = data["repository"], data["project"]
    if repository["viewerPermission"] not in _MAY_WRITE:
        yield Fault(f"this login may not write to {repository['nameWithOwner']}")
    if not project["viewerCanUpdate"]:
        yield Fault(f"this login may not move cards of {project['url']}")
    if repository["defaultBranchRef"] is None and (rules.linked or rules.merged):
        name = repository["nameWithOwner"]
        yield Fault(f"{name} is empty: there is no branch to open a pull request against")
    if rules.blocked_label and repository["label"] is None:
        message = f"there is no label {rules.blocked_label!r}: run `invoke setup-labels`"
        yield Fault(message, rules.place("blocked_label"))
    for index, opening in enumerate(rules.opened):
        if opening.label and repository[f"opened{index}"] is None:
            message = f"there is no label {opening.label!r}: run `invoke setup-labels`"
            yield Fault(message, opening.place("label"))
    options = [each["name"] for each in (project["field"] or {}).get("options", ())]
    for name in rule.missing(rules, options):
        message = f"the board has no Status {name!r}: run `invoke setup-project`"
        yield Fault(message, rules.source)


def _place(
    data: Mapping[str, Any],
    project: Project,
    rules: Automations,
    asked: Mapping[str, str],
    target: Target,
) -> Place:
    repository, board = data["repository"], data["project"]
    branch = repository["defaultBranchRef"] or {"name": "", "target": {"oid": ""}}
    methods = ("merge", "mergeCommit"), ("squash", "squashMerge"), ("rebase", "rebaseMerge")
    allowed = (method for method, word in methods if repository[f"{word}Allowed"])
    return Place(
        owner=asked["owner"],
        name=asked["name"],
        target=target,
        url=repository["url"],
        repository_id=repository["id"],
        branch=branch["name"],
        commit=branch["target"]["oid"],
        merge_method=next(allowed, "merge"),
        may_delete=repository["viewerPermission"] == "ADMIN",
        label_id=(repository["label"] or {}).get("id"),
        has_workflow=repository["file"] is not None,
        project=project.title,
        project_id=asked["project"],
        project_url=board["url"],
        field=asked["field"],
        field_id=board["field"]["id"],
        options={each["name"]: each["id"] for each in board["field"]["options"]},
        workflows={each["name"]: each["enabled"] for each in board["workflows"]["nodes"]},
        rules=rules,
    )
