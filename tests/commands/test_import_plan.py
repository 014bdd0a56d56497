"""`import-plan`: what it prints of a plan that somebody else wrote."""

from pathlib import Path

import pytest

from gh_playbook.command_line import CommandLine
from tests.support import tool


def test_its_document_shows_nothing_that_acts_and_no_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = "ghp_" + "a" * 36
    plan = tmp_path / "plan.md"
    plan.write_text(f"# Plan\n\n## Issue 1: Build \u202e {token}\n\n- [ ] done\n", encoding="utf-8")
    CommandLine().run(["gh-playbook", "import-plan", str(plan), "--output", "json"], exit=False)
    printed = capsys.readouterr().out
    assert "Build" in printed
    assert "\\u202e" in printed
    assert token not in printed
    assert "\u202e" not in printed


def test_no_fault_and_no_summary_shows_what_acts(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Title,a\x1b[2J,##[add-mask]e\nBuild,1,2\n")
    calls = (
        ("import-plan", "plan.csv", "--to", "a.yml"),
        ("import-plan", "no\x1b[31m\u202e.md"),
        ("import-plan", "plan.csv", "--map", "x\x1b[31m=title"),
        ("al\x1b[31m##[error]x",),
    )
    for words in calls:
        done = tool.call(*words, folder=tmp_path)
        printed = done.out + done.error
        assert printed
        assert not {"\x1b", "\u202e"} & set(printed)
        assert "##[" not in printed


def test_an_address_is_no_place_for_a_backlog(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("- [ ] Build\n")
    done = tool.call("import-plan", "plan.md", "--to", "https://example.com/b.yml", folder=tmp_path)
    told = "cannot write https:/example.com/b.yml: it is an address: name a file\n"
    assert (done.code, done.error) == (1, told)
    assert [each.name for each in tmp_path.iterdir()] == ["plan.md"]


def test_what_is_not_understood_is_listed_beside_the_printed_backlog(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("Title,Due,Parent\nBuild,tomorrow,nobody\n")
    CommandLine().run(["gh-playbook", "import-plan", str(plan)], exit=False)
    printed = capsys.readouterr()
    assert printed.out == "issues:\n  - key: build\n    title: Build\n"
    assert printed.err.splitlines() == [
        "not taken over:",
        "  build: parent nobody: the plan has no other issue of that name",
        "1 line was not understood, so it is not in it:",
        f"  {plan}:2: Due: tomorrow",
    ]


def test_it_names_the_next_command_with_the_repository_that_the_plan_lacks(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Title,URL\nBuild,\n")
    lacking = tool.call("import-plan", "plan.csv", "--to", "a.yml", folder=tmp_path).out
    assert "\nnext: gh-playbook lint --backlog a.yml --repo OWNER/NAME   (or begin" in lacking
    (tmp_path / "plan.csv").write_text("Title,URL\nBuild,https://github.com/o/r/issues/3\n")
    whole = tool.call("import-plan", "plan.csv", "--to", "b.yml", folder=tmp_path).out
    assert whole.endswith("\nnext: gh-playbook lint --backlog b.yml\n")
    (tmp_path / "plan.csv").write_text("Title,URL\nBuild,\n")
    (tmp_path / "invoke.yaml").write_text("gh_playbook: {repo: acme/rocket}\n")
    known = tool.call("import-plan", "plan.csv", "--to", "c.yml", folder=tmp_path).out
    assert known.endswith("\nnext: gh-playbook lint --backlog c.yml\n")


def test_it_says_how_to_name_one_of_several_backlogs_and_what_a_heading_can_be(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "playbooks" / "backlogs"
    folder.mkdir(parents=True)
    (tmp_path / "plan.md").write_text("# Plan\n\n## Beta\n\n- [ ] Build it\n")
    call = ("import-plan", "plan.md", "--to")
    alone = tool.call(*call, "playbooks/backlogs/a.yml", folder=tmp_path).out
    assert "several backlogs" not in alone
    assert "\na heading `Milestone: …` makes a milestone, and `Issue: …` an issue\n" in alone
    second = tool.call(*call, "playbooks/backlogs/b.yml", folder=tmp_path).out
    told = "playbooks/backlogs has several backlogs: name this one with --backlog playbooks/"
    assert f"\n{told}backlogs/b.yml\n" in second
    assert "several" not in tool.call(*call, "c.yml", folder=tmp_path).out


def test_the_backlog_names_the_repository_that_is_given(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Title\nBuild\n")
    call = ("import-plan", "plan.csv", "--to", "a.yml", "--repo")
    assert "--repo must be OWNER/NAME" in tool.call(*call, "mine", folder=tmp_path).error
    done = tool.call(*call, "acme/rocket", folder=tmp_path)
    assert done.out.endswith("\nnext: gh-playbook lint --backlog a.yml\n")
    assert (tmp_path / "a.yml").read_text().startswith("repository: acme/rocket\n")
    again = tool.call(*call, "acme/moon", folder=tmp_path)
    told = "a.yml is for acme/rocket, and --repo names acme/moon\n"
    assert (again.code, again.error) == (1, told)


def test_a_backlog_that_cannot_be_written_into_is_reported_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Title\nBuild\n")
    (tmp_path / "backlog.yml").write_text("labels: [a\n")
    done = tool.call("import-plan", "plan.csv", "--to", "backlog.yml", folder=tmp_path)
    told = "backlog.yml:1:9: not valid YAML: '[' is opened here and never closed\n"
    assert (done.code, done.error) == (1, told)
    assert (tmp_path / "backlog.yml").read_text() == "labels: [a\n"


@pytest.mark.parametrize(
    ("field", "told"),
    [("milestne", "no such field: did you mean 'milestone'?"), ("xyzzy", "known are accep")],
)
def test_the_error_for_a_wrong_field_of_map_lists_the_right_ones_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str, told: str
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("Title,Due\nBuild,tomorrow\n")
    CommandLine().run(
        ["gh-playbook", "import-plan", str(plan), "--map", f"Due={field}"], exit=False
    )
    error = capsys.readouterr().err
    assert told in error
    assert error.count("acceptance_criteria") == int("known" in told)


def test_open_issues_that_a_changed_plan_does_not_have_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, to = tmp_path / "plan.md", tmp_path / "backlog.yml"
    words = ["gh-playbook", "import-plan", str(plan), "--to", str(to)]
    plan.write_text("- [ ] Walk\n" + "".join(f"- [ ] Old {'x' * each}\n" for each in range(1, 23)))
    CommandLine().run(words, exit=False)
    assert "in this plan" not in capsys.readouterr().out
    plan.write_text("- [ ] Walk\n- [x] Old x\n")
    CommandLine().run(words, exit=False)
    printed = " ".join(capsys.readouterr().out.split())
    assert (
        "21 open issues are not in this plan, but stay in the backlog: old-xx, old-xxx" in printed
    )
    assert "and 1 more" in printed


def test_an_address_and_the_sign_of_a_pipe_are_no_files(tmp_path: Path) -> None:
    address = tool.call("import-plan", "https://github.com/a/b/issues", folder=tmp_path)
    pipe = tool.call("import-plan", "-", folder=tmp_path)
    assert address.error.startswith("https://github.com/a/b/issues is an address, and a plan is")
    assert pipe.error == "a plan must be a file, not '-': for a pipe, write /dev/stdin\n"
    assert (address.code, pipe.code) == (1, 1)
