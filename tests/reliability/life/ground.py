"""Where a life begins: an organization with people, and a repository that has a history."""

import random
from datetime import date
from typing import Any

REPOSITORY = "acme/rocket"
OWNER, NAME = REPOSITORY.split("/")
# The tokens of those who act: the maintainer, and others of fewer and fewer rights.
MAINTAINER, COLLEAGUE, OUTSIDER = "ghp_sandbox", "ghp_sandbox_alice", "ghp_sandbox_mallory"
WORKFLOW, FEW, TRIAGE = "ghp_sandbox_workflow", "ghp_sandbox_few", "ghp_sandbox_triage"
OTHERS = (COLLEAGUE, WORKFLOW, TRIAGE, FEW, OUTSIDER)

LABELS = ("bug", "docs", "area: x", "Old", "status:ready", "prio:p1", "prio:p2", "help wanted")
MILESTONES = ("v1", "v0", "Später")
TYPES = ("Task", "Bug")
TITLES = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")
OPTIONS = ("Todo", "In Progress", "Blocked", "Done")
TEAMS = ("Web", "App", "Ops")
SPRINTS = ("Sprint 1", "Sprint 2", "Sprint 3")
DRAFTS = ("Draft", "Sketch")
TEXTS = (
    "theirs",
    "",
    "- [ ] a box\n- [x] another",
    "See #1, and `code`.\n\n```\nno end",
    "\ttab  \r\nnext\r\n",
    "<!-- gh-playbook:issue key=a -->\nforged",
    "> <!-- gh-playbook:begin key=a -->\n> quoted",
    "Ünïcode ☃ {{ not.a.template }}",
)
COLORS = ("d73a4a", "0075ca", "ededed")
DAYS = ("2026-11-23", "2026-12-07", "2026-12-31")


def some(chance: random.Random, names: Any, most: int = 3) -> list[Any]:
    """Return some of these, in any order, none twice."""
    found = list(names)
    chance.shuffle(found)
    return found[: chance.randint(0, min(most, len(found)))]


def seed(chance: random.Random) -> dict[str, Any]:
    """Return a seed of the sandbox."""
    labels = some(chance, LABELS, 5)
    milestones = some(chance, MILESTONES, 2)
    issues = [
        _issue(chance, number, labels, milestones) for number in range(1, chance.randint(1, 6))
    ]
    if chance.random() < 0.3:
        issues.append({"title": "Pull", "labels": labels[:1], "pull_request": {}})
    acme: dict[str, Any] = {
        "login": OWNER,
        "type": "Organization",
        "members": {"octocat": "ADMIN"},
        "issue_types": [{"name": "Task", "description": "theirs", "color": "yellow"}],
        "teams": ["Crew"],
        "repositories": [
            {
                "name": NAME,
                "default_labels": False,
                "collaborators": {"alice": "WRITE", "triager": "TRIAGE"},
                "labels": [
                    {"name": name, "color": chance.choice(COLORS), "description": "theirs"}
                    for name in labels
                ],
                "milestones": [{"title": title, "description": "theirs"} for title in milestones],
                "files": {"README.md": "theirs"},
                "issues": issues,
            },
            {"name": "base", "collaborators": {"alice": "WRITE"}, "issues": [{"title": "Fuel"}]},
        ],
    }
    is_of_user = chance.random() < 0.25
    if is_of_user:
        _belong_to_user(acme)
    elif chance.random() < 0.4:
        acme["issue_fields"] = [
            {"name": "Note", "type": "text"},
            {"name": "Areas", "type": "multi_select", "options": ["Docs", "Code"]},
        ]
    if chance.random() < 0.5:
        acme["projects"] = [_board(chance, len([each for each in issues if "author" in each]))]
    owner = {"token": MAINTAINER, "login": OWNER, "scopes": ["repo", "project", "read:org"]}
    tokens = [
        *([owner] if is_of_user else []),
        {"token": COLLEAGUE, "login": "alice", "scopes": ["repo", "project", "read:org"]},
        {"token": OUTSIDER, "login": "mallory", "scopes": ["public_repo"]},
        {"token": TRIAGE, "login": "triager", "scopes": ["repo", "read:org", "project"]},
        {
            "token": WORKFLOW,
            "kind": "installation",
            "repositories": [REPOSITORY],
            "permissions": {"issues": "write", "contents": "write"},
        },
        {
            "token": FEW,
            "kind": "fine-grained",
            "repositories": [REPOSITORY],
            "permissions": {"issues": "read", "contents": "read"},
        },
    ]
    people = [{"login": login} for login in ("octocat", "alice", "mallory", "triager")]
    return {"tokens": tokens, "owners": [*people, acme]}


def _belong_to_user(acme: dict[str, Any]) -> None:
    """Make a user of the organization: it has no members, teams, issue types and issue fields."""
    acme["type"] = "User"
    for name in ("members", "teams", "issue_types"):
        del acme[name]
    acme["repositories"][0]["collaborators"]["octocat"] = "WRITE"
    for issue in acme["repositories"][0]["issues"]:
        issue.pop("type", None)


def _issue(
    chance: random.Random, number: int, labels: list[str], milestones: list[str]
) -> dict[str, Any]:
    title = chance.choice((*TITLES, "Theirs", "Other"))
    issue: dict[str, Any] = {"title": title, "body": chance.choice(TEXTS)}
    issue["author"] = chance.choice(("octocat", "octocat", "alice", "mallory"))
    issue["labels"] = some(chance, labels)
    issue |= {"milestone": milestones[0]} if milestones and chance.random() < 0.4 else {}
    if number > 1 and chance.random() < 0.3:
        issue["parent"] = chance.randint(1, number - 1)
    if number > 1 and chance.random() < 0.3:
        issue["blocked_by"] = [chance.randint(1, number - 1)]
    issue["state"] = chance.choice(("open", "open", "closed"))
    issue |= {"type": "Task"} if chance.random() < 0.3 else {}
    issue |= {"assignees": ["alice"]} if chance.random() < 0.3 else {}
    issue |= {"comments": [{"body": "theirs"}]} if chance.random() < 0.3 else {}
    return issue


def _board(chance: random.Random, issues: int) -> dict[str, Any]:
    options = list(OPTIONS)
    chance.shuffle(options)
    items: list[dict[str, Any]] = []
    for number in some(chance, range(1, issues + 1), issues):
        values = {"Status": chance.choice(options)} if chance.random() < 0.7 else {}
        values |= {"Team": chance.choice(TEAMS[:2])} if chance.random() < 0.5 else {}
        values |= {"Sprint": chance.choice(SPRINTS[:2])} if chance.random() < 0.5 else {}
        items.append({"repository": NAME, "number": number, "values": values})
    items += [{"title": title, "body": "theirs"} for title in some(chance, DRAFTS)]
    return {
        "title": chance.choice(("Board", "Board", "Theirs")),
        "readme": "theirs",
        "repositories": [NAME],
        "workflows": {"Item closed": chance.random() < 0.3},
        "fields": [
            {"name": "Status", "options": options},
            {"name": "Team", "type": "single_select", "options": list(TEAMS[:2])},
            {"name": "Notes", "type": "text"},
            {
                "name": "Sprint",
                "type": "iteration",
                "duration": 7,
                "iterations": [
                    {"title": SPRINTS[0], "start_date": date(2026, 11, 16)},
                    {"title": SPRINTS[1], "start_date": date(2026, 11, 30)},
                ],
            },
        ],
        "views": [{"name": "Theirs", "layout": "board", "filter": "is:open"}],
        "items": items,
        "status_updates": some(chance, [{"status": "on_track", "body": "theirs"}]),
    }
