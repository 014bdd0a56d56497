"""Files of the repository: created, updated or skipped by their content."""

import base64
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import ValidationError

from gh_playbook.convergence.listener import Listener, Quiet
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.backlog.repository_file import RepositoryFile
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.model.change import Action, Call
from gh_playbook.model.existing import ExistingFile, Features, Repository
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.world import World
from gh_playbook.modules import Context, DeclaredIssues
from gh_playbook.modules.repository.file import FileModule, blob_sha
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import REPOSITORY, Gh, running, sandbox

__all__ = ["running", "sandbox"]

CONTENTS = f"/repos/{REPOSITORY}/contents"
PATH = 'docs/a "näme" & more.md'
STEP = """
- name: A file
  file: {path: 'docs/a "näme" & more.md', content: "CONTENT", message: Write it}
"""
OURS = "Write\n\nGenerated-by: gh-playbook"
CONTEXT = Context(DeclaredIssues(), Renderer([]))


def a_world(**files: ExistingFile | None) -> World:
    repository = Repository("R_1", "o/r", "https://github.com/o/r", "o", "O_1", True)
    return World(repository, Features(), files=dict(files))


def a_file(path: str = "plan", content: str = "new") -> RepositoryFile:
    return RepositoryFile(path=path, content=content, message="Write")


@pytest.fixture
def gh(sandbox: Sandbox) -> Gh:
    return Gh(sandbox)


def carried_out(
    sandbox: Sandbox,
    folder: Path,
    *,
    force: bool = False,
    content: str = "One\\nTwo\\n",
    listener: Listener | None = None,
) -> RunReport:
    """Run a playbook that declares one file."""
    (folder / "file.yml").write_text(STEP.replace("CONTENT", content), encoding="utf-8")
    (folder / "backlog.yml").write_text(f"repository: {REPOSITORY}\n")
    settings = Settings(
        playbook=folder / "file.yml",
        backlog=folder / "backlog.yml",
        sandbox=True,
        sandbox_dir=sandbox.directory,
        force=force,
    )
    return run(settings, listener or Quiet())


def test_the_id_of_a_content_is_the_one_git_gives() -> None:
    assert blob_sha(b"one") == "43dd47ea691c90a5fa7827892c70241913351963"


def test_a_file_that_is_not_there_is_created_in_one_request() -> None:
    change = FileModule().diff(a_file(), a_world(plan=None), CONTEXT)
    assert (change.action, change.reason) == (Action.CREATE, "no such file")
    content = base64.b64encode(b"new").decode()
    assert change.operations == (
        Call("PUT", "repos/o/r/contents/plan", {"message": OURS, "content": content}),
    )


def test_a_file_of_another_content_is_updated_from_the_one_that_was_read() -> None:
    world = a_world(plan=ExistingFile("5ha", "old", OURS))
    change = FileModule().diff(a_file(), world, CONTEXT)
    assert change.action is Action.UPDATE
    (call,) = change.operations
    assert isinstance(call, Call)
    assert call.body is not None
    assert call.body["sha"] == "5ha"
    assert [(each.existing, each.desired) for each in change.differences] == [("old", "new")]
    FileModule().record(change, world, None)
    assert FileModule().diff(a_file(), world, CONTEXT).action is Action.SKIP


def test_a_path_that_was_not_looked_for_is_not_written_blindly() -> None:
    change = FileModule().diff(a_file(), a_world(), CONTEXT)
    assert (change.action, change.operations) == (Action.FAIL, ())


@pytest.mark.parametrize(
    "message", ["", "Write", "Write it by hand", "Generated-by: gh-playbook-2", f"x {OURS[7:]}"]
)
def test_a_file_that_people_wrote_is_a_conflict_and_stays(message: str) -> None:
    world = a_world(plan=ExistingFile("5ha", "old", message))
    change = FileModule().diff(a_file(), world, CONTEXT)
    assert (change.action, change.operations) == (Action.CONFLICT, ())
    assert "--force" in change.reason
    assert [(each.existing, each.desired) for each in change.differences] == [("old", "new")]
    forced = FileModule().diff(a_file(), world, replace(CONTEXT, force=True))
    assert (forced.action, len(forced.operations)) == (Action.UPDATE, 1)


OLDER = "Move the board's cards by its rules"
MADE = "# Made by gh-playbook from the backlog's project.automations: change it there, not here.\n"


@pytest.mark.parametrize(
    ("message", "text", "action"),
    [
        (OLDER, MADE, Action.UPDATE),
        (f"{OLDER}\n", MADE, Action.UPDATE),
        (
            "Renew the backlog implementation report",
            "# Backlog implementation report\n",
            Action.UPDATE,
        ),
        (OLDER, "on: push\n", Action.CONFLICT),
        (OLDER, None, Action.CONFLICT),
        (f"{OLDER} (#12)", MADE, Action.CONFLICT),
        ("Update project-automation.yml", MADE, Action.CONFLICT),
        ("Write", MADE, Action.CONFLICT),
    ],
)
def test_a_file_of_an_older_version_is_known_by_its_message_and_its_beginning(
    message: str, text: str | None, action: Action
) -> None:
    world = a_world(plan=ExistingFile("5ha", text, message))
    assert FileModule().diff(a_file(), world, CONTEXT).action is action


def test_a_file_of_people_s_that_is_as_declared_is_skipped() -> None:
    world = a_world(plan=ExistingFile(blob_sha(b"new"), "new", "Write it by hand"))
    assert FileModule().diff(a_file(), world, CONTEXT).action is Action.SKIP


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "a//b", "../a", "a/./b", "a/", ".git/config", "a/.GIT/x", "a\\b", "a\x07"],
)
def test_a_path_leads_from_the_root_to_a_file(path: str) -> None:
    with pytest.raises(ValidationError):
        a_file(path)


def test_a_playbook_writes_a_file_once(sandbox: Sandbox, gh: Gh, tmp_path: Path) -> None:
    first = carried_out(sandbox, tmp_path)
    assert [each.outcome for each in first.results] == [Outcome.CREATED]
    answer = gh.rest("GET", f"{CONTENTS}/docs").json
    assert [each["path"] for each in answer] == [PATH]
    second = carried_out(sandbox, tmp_path)
    assert [(each.outcome, each.reason) for each in second.results] == [
        (Outcome.SKIPPED, "same content")
    ]
    assert (second.requests["reads"], second.requests["writes"]) == (1, 0)


@dataclass
class Meanwhile(Quiet):
    """Writes the file after the run has read, and before it writes."""

    gh: Gh
    body: dict[str, str]

    def begin(self, *_given: object) -> None:
        self.gh.rest("PUT", f"{CONTENTS}/{quote(PATH)}", **self.body)


@pytest.mark.parametrize("is_there", [False, True], ids=["new", "changed"])
@pytest.mark.parametrize(
    ("theirs", "message", "outcome"),
    [("One\nTwo\n", OURS, Outcome.SKIPPED), ("Mine\n", "By hand", Outcome.CONFLICT)],
    ids=["by another run", "by people"],
)
def test_a_file_that_somebody_wrote_meanwhile_is_compared_again(
    *,
    sandbox: Sandbox,
    gh: Gh,
    tmp_path: Path,
    is_there: bool,
    theirs: str,
    message: str,
    outcome: Outcome,
) -> None:
    body = {"message": message, "content": base64.b64encode(theirs.encode()).decode()}
    if is_there:
        carried_out(sandbox, tmp_path, content="Old")
        body["sha"] = blob_sha(b"Old")
    done = carried_out(sandbox, tmp_path, listener=Meanwhile(gh, body))
    assert [each.outcome for each in done.results] == [outcome]
    found = gh.rest("GET", f"{CONTENTS}/{quote(PATH)}").json
    assert found["sha"] == blob_sha(theirs.encode())


def test_what_somebody_changed_stays_unless_forced(
    sandbox: Sandbox, gh: Gh, tmp_path: Path
) -> None:
    carried_out(sandbox, tmp_path)
    (there,) = gh.rest("GET", f"{CONTENTS}/docs").json
    content = base64.b64encode(b"\x00\xff").decode()
    path = f"{CONTENTS}/docs/{there['url'].rpartition('/')[2].partition('?')[0]}"
    gh.rest("PUT", path, message="Mine", content=content, sha=there["sha"])
    (result,) = carried_out(sandbox, tmp_path).results
    assert (result.outcome, [each.existing for each in result.differences]) == (
        Outcome.CONFLICT,
        [None],
    )
    (result,) = carried_out(sandbox, tmp_path, force=True).results
    assert result.outcome is Outcome.UPDATED
    (result,) = carried_out(sandbox, tmp_path, content="Three").results
    assert result.outcome is Outcome.UPDATED
    (result,) = carried_out(sandbox, tmp_path).results
    assert result.outcome is Outcome.UPDATED
    assert base64.b64decode(gh.rest("GET", path).json["content"]) == b"One\nTwo\n"


def test_a_folder_of_that_name_is_an_error_that_says_so(
    sandbox: Sandbox, gh: Gh, tmp_path: Path
) -> None:
    content = base64.b64encode(b"x").decode()
    inside = "docs/a%20%22n%C3%A4me%22%20%26%20more.md/inside"
    assert gh.rest("PUT", f"{CONTENTS}/{inside}", message="x", content=content).code == 0
    (result,) = carried_out(sandbox, tmp_path).results
    assert result.outcome is Outcome.FAILED
