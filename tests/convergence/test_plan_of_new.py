"""A plan tells everything of what is new: a backlog that changes after the review is another."""

import json
from pathlib import Path
from typing import Any

from gh_playbook.convergence.plan import plan_file
from gh_playbook.convergence.plan.plan import make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.model.existing import Features
from gh_playbook.model.world import World
from gh_playbook.settings import Settings
from tests.support.github_in_memory import REPOSITORY

PLAYBOOK = Path(__file__).parents[2] / "playbooks" / "all.yml"
OPTIONS = [{"name": "A", "color": "red", "description": "a"}]
NEW: dict[str, Any] = {
    "repository": REPOSITORY.name,
    "labels": [{"name": "bug", "color": "d73a4a", "description": "a"}],
    "milestones": [{"title": "v1", "description": "a", "due_on": "2026-12-31", "state": "closed"}],
    "issue_types": [{"name": "Bug", "description": "a", "color": "red"}],
    "issue_fields": [
        {"name": "Note", "type": "text", "description": "a", "visibility": "all"},
        {"name": "Team", "options": OPTIONS},
    ],
    "issues": [
        {
            "key": "a",
            "title": "A",
            "description": "a",
            "labels": ["bug"],
            "milestone": "v1",
            "type": "Bug",
            "state_reason": "not_planned",
            "locked": "spam",
            "pinned": True,
            "status": "Done",
            "fields": {"Note": "a", "Text": "a"},
            "archived": True,
        }
    ],
    "project": {
        "title": "Board",
        "description": "a",
        "readme": "a",
        "public": True,
        "fields": [
            {"name": "Status", "value": "status", "options": ["Todo", "Done"]},
            {"name": "Text", "type": "text"},
            {"name": "Size", "options": OPTIONS},
            {"name": "Sprint", "iterations": [{"title": "One", "start": "2026-11-23"}]},
        ],
        "views": [
            {
                "name": "All",
                "layout": "table",
                "filter": "is:open",
                "fields": ["Text"],
                "group_by": "Size",
                "sort_by": ["Text"],
            },
            {"name": "Columns", "layout": "board", "columns": "Size"},
        ],
        "drafts": [{"title": "Idea", "body": "a", "fields": {"Text": "a"}}],
        "status_updates": [
            {
                "key": "one",
                "status": "on_track",
                "start": "2026-11-23",
                "target": "2026-11-24",
                "body": "a",
            }
        ],
    },
}
TOLD = {
    "label bug": "name color description",
    "milestone v1": "title description due_on state",
    "issue_type Bug": "name description color is_enabled",
    "issue_field Note": "type description visibility",
    "issue_field Team": "type visibility options",
    "issue a": "title body labels milestone type state state_reason locked pinned fields",
    "project Board": "title description readme public",
    "project_field Status": "options",
    "project_field Text": "type",
    "project_field Size": "type options",
    "project_field Sprint": "type iterations",
    "project_view All": "layout filter fields group_by sort_by",
    "project_view Columns": "layout columns",
    "project_item a": "project Status Text archived",
    "draft Idea": "title body Text",
    "status_update one": "status start target body",
}


def test_every_value_is_shown(tmp_path: Path) -> None:
    (tmp_path / "backlog.yml").write_text(json.dumps(NEW))
    world = World(REPOSITORY, Features(issue_fields=True, board_issue_fields=True))
    plan = make_plan(prepare(Settings(PLAYBOOK, backlog=tmp_path / "backlog.yml")), world)
    found = {
        f"{each.module} {each.key}": {one.field for one in each.differences}
        for each in plan_file.planned(plan)
    }
    assert found == {name: set(fields.split()) for name, fields in TOLD.items()}
