"""What is known before the first request: groups of steps, and what waits for a register."""

from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.convergence.location import DEFAULTS, backlog_file
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.source import InputError
from gh_playbook.settings import Settings
from tests.support import tool

BACKLOG = """\
repository: octo/demo
labels: [{name: bug, color: d73a4a}]
issues:
  - {key: a, title: A}
  - {key: b, title: B, sub_issues: [{key: c, title: C}]}
"""


def prepared(folder: Path, playbook: str, **more: object) -> Prepared:
    (folder / "backlog.yml").write_text(BACKLOG)
    (folder / "all.yml").write_text(playbook)
    settings = {"playbook": folder / "all.yml", "backlog": folder / "backlog.yml", **more}
    return prepare(Settings(**settings))  # type: ignore[arg-type]


def grouped(one: Prepared) -> list[list[str]]:
    return [[each.step.name for each in group] for group in one.groups()]


def test_the_repository_is_the_option_s_or_the_backlog_s(tmp_path: Path) -> None:
    one = prepared(tmp_path, "[]")
    assert (one.owner, one.name) == ("octo", "demo")
    other = prepared(tmp_path, "[]", repo="some-one/else.x")
    assert (other.owner, other.name) == ("some-one", "else.x")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("playbooks/backlogs/mine.yml", "repository: octo/demo\n"),
        (".gh-playbook/runs/one.jsonl", ""),
        ("invoke.yaml", "gh_playbook: {repo: octo/demo}\n"),
    ],
)
@pytest.mark.parametrize("words", ["unlock", "doctor", "export --to all.yml", "init"])
def test_without_a_repository_a_command_leads_to_the_folder_above_that_is_in_use(
    tmp_path: Path, words: str, file: str, text: str
) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text)
    below = tmp_path / "src" / "engine"
    below.mkdir(parents=True)
    told = tool.call(*words.split(), folder=below)
    assert (told.code, told.out) == (1, "")
    assert told.error.endswith(f"; or go to {tmp_path}, which has files of gh-playbook\n")


def test_of_several_backlogs_it_is_the_one_that_names_the_repository_of_the_option(
    tmp_path: Path,
) -> None:
    texts = {
        "broken": "repository: [\n",
        "labels": "labels: [bug]\n",
        "one": "repository: octo/one\n",
        "two": "repository: Octo/Two\n",
    }
    files = {name: tmp_path / f"{name}.yml" for name in texts}
    for name, text in texts.items():
        files[name].write_text(text)
    settings = Settings(tmp_path / "all.yml", backlogs=tmp_path)
    assert backlog_file(replace(settings, repo="octo/two")) == files["two"]
    assert backlog_file(replace(settings, repo="octo/two", backlog=files["one"])) == files["one"]
    for repo in (None, "octo/three"):
        with pytest.raises(InputError, match=r"with --backlog, .*broken.yml, .*labels.yml"):
            backlog_file(replace(settings, repo=repo))
    files["labels"].write_text("repository: octo/two\n")
    with pytest.raises(InputError, match=r"--backlog, [^,]*labels.yml or [^,]*two.yml"):
        backlog_file(replace(settings, repo="octo/two"))


def test_consecutive_steps_that_know_what_they_await_converge_together(tmp_path: Path) -> None:
    one = prepared(
        tmp_path,
        """\
- {name: l1, label: {name: x, color: d73a4a}}
- {name: l2, label: {name: y, color: d73a4a}}
- {name: i1, issue: "{{ item }}", loop: "{{ backlog.issues }}"}
- {name: s1, sub_issue: "{{ item }}", loop: "{{ backlog.sub_issues }}"}
- {name: m1, milestone: {title: v1}}
- {name: l3, label: {name: z, color: d73a4a}}
- {name: f1, file: {path: x, content: y, message: z}}
- {name: l4, label: {name: w, color: d73a4a}}
""",
    )
    assert grouped(one) == [["l1", "l2", "i1", "s1", "m1", "l3"], ["f1"], ["l4"]]
    apart = [[each.step.name for each in group] for group in one.groups(apart=True)]
    assert apart == [["l1", "l2"], ["i1", "s1"], ["m1"], ["l3"], ["f1"], ["l4"]]


def test_a_step_that_waits_for_a_register_begins_a_group(tmp_path: Path) -> None:
    one = prepared(
        tmp_path,
        """\
- {name: l1, label: {name: x, color: d73a4a}, register: made}
- {name: l2, label: {name: y, color: d73a4a}, when: made.changed}
- {name: l3, label: {name: z, color: d73a4a}}
""",
    )
    assert grouped(one) == [["l1"], ["l2", "l3"]]
    second = one.steps[1]
    assert [len(one.items_of(second, {"made": {"changed": each}})) for each in (True, False)] == [
        1,
        0,
    ]


def test_a_register_of_a_step_that_does_not_run_says_that_nothing_changed(tmp_path: Path) -> None:
    one = prepared(
        tmp_path,
        """\
- {name: l1, label: {name: x, color: d73a4a}, register: made, tags: never}
- {name: l2, label: {name: y, color: d73a4a}, when: made.changed or made.failed}
- {name: l3, label: {name: z, color: d73a4a}, when: made.results | length == 0}
""",
    )
    assert grouped(one) == [["l2"], ["l3"]]
    assert [len(one.items_of(step, {})) for step in one.steps] == [0, 1]


def test_what_is_declared_late_may_use_what_other_steps_declare(tmp_path: Path) -> None:
    one = prepared(
        tmp_path,
        """\
- {name: i1, issue: {key: d, title: D}, register: made}
- {name: d1, dependency: {issue: a, blocked_by: d}, when: made.changed}
- {name: d2, dependency: {issue: a, blocked_by: "{{ made.key }}"}}
""",
    )
    assert len(one.items_of(one.steps[1], {"made": {"changed": True}})) == 1
    with pytest.raises(InputError, match="no issue 'nobody' is declared"):
        one.items_of(one.steps[2], {"made": {"key": "nobody"}})
    with pytest.raises(InputError, match="no attribute 'key'"):
        one.items_of(one.steps[2], {})


def test_an_issue_that_nobody_knew_before_is_refused_during_the_run(tmp_path: Path) -> None:
    one = prepared(
        tmp_path,
        """\
- {name: i1, issue: "{{ backlog.issues[0] }}", register: made}
- {name: i2, issue: {key: "{{ made.key }}", title: New}}
""",
    )
    with pytest.raises(InputError, match="issue 'new' is declared only during the run"):
        one.items_of(one.steps[1], {"made": {"key": "new"}})


def test_tags_choose_steps_and_what_is_not_chosen_is_checked_all_the_same(tmp_path: Path) -> None:
    playbook = """\
- {name: l1, label: {name: x, color: d73a4a}, tags: x}
- {name: m1, milestone: {title: v1}, tags: y}
"""
    assert grouped(prepared(tmp_path, playbook, tags=("x",))) == [["l1"]]
    assert grouped(prepared(tmp_path, playbook, skip_tags=("x",))) == [["m1"]]
    with pytest.raises(InputError, match="'title' is missing"):
        prepared(tmp_path, playbook.replace("title: v1", ""), tags=("x",))


def test_only_restricts_to_what_the_issue_needs(tmp_path: Path) -> None:
    one = prepared(
        tmp_path,
        """\
- {name: i1, issue: "{{ item }}", loop: "{{ backlog.issues }}"}
- {name: s1, sub_issue: "{{ item }}", loop: "{{ backlog.sub_issues }}"}
""",
        only=("c",),
    )
    items = [item.desired.key for step in one.steps for item in one.items_of(step, {})]  # type: ignore[attr-defined]
    assert items == ["b", "c"]


def test_the_only_backlog_of_the_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "all.yml").write_text("[]")
    folder = tmp_path / "backlogs"
    folder.mkdir()
    settings = Settings(tmp_path / "all.yml", backlogs=folder)
    with pytest.raises(InputError, match="there is no backlog in"):
        prepare(settings)
    (folder / "one.yml").write_text(BACKLOG)
    assert prepare(settings).owner == "octo"
    (folder / "two.yaml").write_text(BACKLOG)
    with pytest.raises(InputError, match=r"there are several .*one\.yml or .*two\.yaml"):
        prepare(settings)


def test_templates_of_the_repository_come_before_those_that_ship(tmp_path: Path) -> None:
    playbooks, templates = tmp_path / "playbooks", tmp_path / "templates"
    playbooks.mkdir()
    templates.mkdir()
    (templates / "issue.md.j2").write_text("own {{ issue.title }}")
    one = prepared(playbooks, "[]")
    issue = one.context.issues["a"]
    assert one.context.renderer.template("issue.md.j2", {"issue": issue}) == "own A"


def test_a_folder_without_playbooks_still_has_its_own_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "issue.md.j2").write_text("own {{ issue.title }}")
    (tmp_path / "backlog.yml").write_text("repository: a/b\nissues: [{key: a, title: A}]\n")
    monkeypatch.chdir(tmp_path)
    playbook = DEFAULTS / "playbooks" / "all.yml"
    one = prepare(Settings(playbook, backlog=tmp_path / "backlog.yml"))
    issue = one.context.issues["a"]
    assert one.context.renderer.template("issue.md.j2", {"issue": issue}) == "own A"


def test_tags_that_leave_no_step_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "backlog.yml").write_text("repository: a/b\n")
    playbook = DEFAULTS / "playbooks" / "setup-project.yml"
    with pytest.raises(InputError) as caught:
        prepare(Settings(playbook, backlog=tmp_path / "backlog.yml", skip_tags=("project",)))
    (fault,) = caught.value.faults
    assert str(fault) == "--tags and --skip-tags leave no step: there are the tags project"


@pytest.mark.parametrize("policy", ["report", "close"])
def test_all_issues_are_needed_for_orphans_only_where_these_are_closed(
    tmp_path: Path, policy: str
) -> None:
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(f"{BACKLOG}orphans: {policy}\n")
    made = prepare(Settings(Path("playbooks/all.yml"), backlog=backlog))
    assert made.closes_orphans == made.needs_all_issues() == (policy == "close")


@pytest.mark.parametrize(
    ("repo", "named"), [(None, "OWNER/NAME"), ("octo/demo", "octo/demo"), ("demo", "OWNER/NAME")]
)
def test_without_a_backlog_the_command_that_writes_one_is_told(
    tmp_path: Path, repo: str | None, named: str
) -> None:
    with pytest.raises(InputError, match=f"`gh-playbook init --repo {named}` writes one"):
        backlog_file(Settings(tmp_path / "all.yml", backlogs=tmp_path, repo=repo))
