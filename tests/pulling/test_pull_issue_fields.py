"""What people change of the organization's issue fields comes into the file."""

from dataclasses import replace
from pathlib import Path

from gh_playbook.model.project_field import ExistingOption
from tests.pulling.trial import Trial

BACKLOG = """\
repository: PimpMyNines/LLuMinary

issue_fields:
  - name: Severity   # how bad
    type: single_select
    description: How bad it is
    options: [High, {name: Low, color: blue}]

issues:
  - {key: guide, title: Write a guide, fields: {Severity: High}}

project: {title: Plan}
"""


def test_their_texts_and_options_come_in_by_their_lines_alone(tmp_path: Path) -> None:
    trial = Trial(tmp_path, BACKLOG, has_issue_fields=True)
    field = trial.world.issue_field("Severity")
    assert field is not None
    high, low = field.options
    new = ExistingOption("N1", "Medium", "yellow")
    options = (high, new, replace(low, color="green"))
    trial.world.put_issue_field(replace(field, description="How bad", options=options))
    found, text = trial.pull()
    assert found.conflicts == ()
    assert text == BACKLOG.replace("How bad it is", "How bad").replace(
        "[High, {name: Low, color: blue}]",
        "[High, {name: Medium, color: yellow}, {name: Low, color: green}]",
    )
    assert trial.changes() == []
    again, same = trial.pull()
    assert (again.taken, again.conflicts, same) == ((), (), text)


def test_one_that_people_deleted_is_named_once(tmp_path: Path) -> None:
    trial = Trial(tmp_path, BACKLOG, has_issue_fields=True)
    field = trial.world.issue_field("Severity")
    assert field is not None
    del trial.world.issue_fields["Severity"]
    trial.set("guide", fields={})
    found, text = trial.pull(prefer="github")
    assert text == BACKLOG
    assert [(each.key, each.field) for each in found.conflicts] == [("Severity", "issue_field")]
