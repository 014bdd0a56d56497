"""`invoke verify`: what it prints, its document, its exit codes, and what mends what it names."""

import json
import re
from pathlib import Path

import yaml

from gh_playbook.convergence.listener import Quiet
from gh_playbook.run.flow import run
from gh_playbook.verification import CheckState, verify
from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.gh_sandbox.conftest import Gh
from tests.support import tool
from tests.support.seeded import seeded
from tests.support.tool import Done
from tests.verification.conftest import Verify, settings
from tests.verification.test_drift import do

ROOT = Path(__file__).parents[2]
REPOSITORY = "PimpMyNines/LLuMinary"


def _invoke(sandbox: Sandbox, *options: str) -> Done:
    where = ["--sandbox", "--sandbox-dir", str(sandbox.directory)]
    return tool.call("verify", *where, *options, folder=ROOT)


def test_it_ends_with_0_where_all_is_as_declared(sandbox: Sandbox) -> None:
    done = _invoke(sandbox)
    assert done.code == 0, done
    assert "label         51 as declared\n" in done.out
    assert "As declared: all " in done.out
    assert not done.error


def test_it_names_what_differs_and_ends_with_2(sandbox: Sandbox, gh: Gh) -> None:
    title = "Create integration tests for streaming tool calls"
    listed = gh.run("issue", "list", "-L", "99", "--json", "number,title", "-R", REPOSITORY).json
    number = next(each["number"] for each in listed if each["title"] == title)
    do(gh, [f"issue edit {number} --remove-parent"])
    do(gh, ["issue edit 22 --milestone 'Provider Expansion'"])
    do(gh, ["label edit priority:p3 --name later", "issue edit 21 --body 'My words'"])
    done = _invoke(sandbox)
    assert done.code == 2, done
    shown = [line.split("  playbooks")[0].strip() for line in done.out.splitlines()]
    lines = [re.sub("  +", "  ", line) for line in shown]
    assert (
        "missing  label  priority:p3  people named it 'later': `pull` takes their name into the "
        "backlog instead"
    ) in lines
    assert (
        "mismatch  issue  vector-database  milestone  "
        "is Provider Expansion, declared Advanced Features"
    ) in lines
    assert (
        "missing  issue  mistral-provider  #21 without a marker; so also 2 dependencies, 1 card"
        in lines
    )
    assert (
        "missing  sub-issue  streaming-tools-tests  parent  there is none, declared streaming-tools"
    ) in lines
    assert lines[-2].startswith("GitHub differs in 7, 3 of them only because others are missing; ")
    assert lines[-1].startswith("next: `pull --dry-run` shows what people changed on GitHub, ")


def test_what_a_missing_label_takes_along_is_counted_beside_it(sandbox: Sandbox, gh: Gh) -> None:
    do(gh, ["label delete technical-debt --yes", "label create technical-depth"])
    done = _invoke(sandbox)
    assert "'technical-depth' looks like it under another name; so also the label of 4 issues" in (
        done.out
    )
    assert done.out.count("technical-debt") == 1
    assert "GitHub differs in 5, 4 of them only because others are missing; " in done.out
    document = json.loads(_invoke(sandbox, "--output", "json").out)
    missing = {"kind": "label", "key": "technical-debt"}
    assert [each["follows_from"] for each in document["checks"] if each["state"] != "match"] == [
        None,
        *[missing] * 4,
    ]
    assert "declared technical-debt" in _invoke(sandbox, "--verbose").out


def test_a_text_that_differs_is_shown_line_by_line(sandbox: Sandbox, gh: Gh) -> None:
    body = gh.run("issue", "view", "22", "-R", REPOSITORY, "--json", "body").json
    changed = body["body"].replace("Abstract vector storage interface", "Some interface")
    gh.run("issue", "edit", "22", "-R", REPOSITORY, "--body-file", "-", text=changed)
    lines = [line.strip() for line in _invoke(sandbox).out.splitlines()]
    assert "-- [ ] Some interface implemented" in lines
    assert "+- [ ] Abstract vector storage interface implemented" in lines


def test_its_document_has_every_check(sandbox: Sandbox, gh: Gh) -> None:
    do(gh, ["issue edit 22 --type Bug"])
    done = _invoke(sandbox, "--output", "json")
    assert done.code == 2, done
    document = json.loads(done.out)
    assert document["verification"]["exit_code"] == 2
    assert document["verification"]["next"].startswith("`pull --dry-run` shows what people changed")
    differing = [each for each in document["checks"] if each["state"] != "match"]
    assert [{**each, "source": None} for each in differing] == [
        {
            "kind": "issue",
            "key": "vector-database",
            "property": "type",
            "state": "mismatch",
            "expected": "Enhancement",
            "actual": "Bug",
            "source": None,
            "advice": None,
            "follows_from": None,
        }
    ]
    assert differing[0]["source"].startswith("playbooks/backlogs/lluminary.yml:")
    assert document["counts"]["issue"] == {"match": 204, "mismatch": 1}


def test_it_ends_with_1_where_it_cannot_tell(sandbox: Sandbox) -> None:
    done = _invoke(sandbox, "--repo", "PimpMyNines/nothing", "--output", "json")
    assert done.code == 1, done
    assert "there is no repository PimpMyNines/nothing in the sandbox " in done.error
    assert "`gh-playbook sandbox.status" in done.error
    assert json.loads(done.out)["run"]["exit_code"] == 1


def test_it_ends_with_4_where_nobody_is_logged_in(tmp_path: Path) -> None:
    nobody = {"GH_TOKEN": "", "GITHUB_TOKEN": "", "GH_CONFIG_DIR": str(tmp_path)}
    done = tool.call("verify", folder=ROOT, environment=nobody)
    assert done.code == 4, done
    assert "gh auth login" in done.error


def test_all_mends_what_it_names(sandbox: Sandbox, gh: Gh, verification: Verify) -> None:
    title = "Create integration tests for streaming tool calls"
    listed = gh.run("issue", "list", "-L", "99", "--json", "number,title", "-R", REPOSITORY).json
    number = next(each["number"] for each in listed if each["title"] == title)
    do(gh, [f"issue edit {number} --remove-parent"])
    do(gh, ["issue edit 22 --milestone 'Provider Expansion'"])
    do(gh, ["label edit priority:p3 --name later", "issue edit 17 --remove-blocked-by 13"])
    do(gh, ["project item-delete 1 --owner PimpMyNines --id <item 22>"])
    assert len(verification().drift) == 5
    run(settings(sandbox), Quiet())
    assert not verification().drift


def test_it_reads_further_pages(tmp_path: Path) -> None:
    """There are 250 issues, the last of them declared, and 120 cards, its card the last."""
    items = [{"repository": "LLuMinary", "number": number} for number in range(1, 121)]
    marker = "<!-- gh-playbook:begin key=vector-database -->\n\n<!-- gh-playbook:end -->"
    repository = {
        "name": "LLuMinary",
        "generate": 250,
        "labels": [{"name": f"some-{index}", "color": "000000"} for index in range(120)],
    }
    project = {"title": "LLuMinary", "repositories": ["LLuMinary"], "items": items}
    organization = {
        "login": "PimpMyNines",
        "type": "Organization",
        "members": {"octocat": "ADMIN"},
        "repositories": [repository],
        "projects": [project],
    }
    seed = yaml.safe_dump({"owners": [{"login": "octocat"}, organization]})
    with seeded(tmp_path, seed, limits=False) as sandbox:
        do(Gh(sandbox), [f"issue create --title 'Add it' --body '{marker}'"])
        do(Gh(sandbox), ["issue edit 251 --add-project LLuMinary", "label create performance"])
        before = len(request_log.read(sandbox.requests_log))
        verified = verify(settings(sandbox))
        assert len(request_log.read(sandbox.requests_log)) == before + 2 + 2 + 1 + 1
    states = {(each.kind, each.key, each.property): each.state for each in verified.checks}
    assert states["issue", "vector-database", "title"] is CheckState.MISMATCH
    assert states["card", "vector-database", "existence"] is CheckState.MATCH
    assert states["label", "performance", "name"] is CheckState.MATCH
