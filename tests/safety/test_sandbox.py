"""With `--sandbox` nothing of the user's is at stake: no secret, no file, no other run."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from gh_sandbox.folder import leading
from tests.safety.conftest import Place
from tests.support import tool

SECRETS = {
    "GH_TOKEN": "ghp_realrealrealrealreal",
    "GITHUB_TOKEN": "ghp_realrealrealrealreal",
    "GH_ENTERPRISE_TOKEN": "real-of-the-company",
    "AWS_SECRET_ACCESS_KEY": "real/aws",
    "NPM_CONFIG_AUTH": "real",
    "DATABASE_URL": "postgres://me:realpassword@db/x",
    "HARMLESS": "ghs_realrealrealrealreal",
}


def noting_gh(folder: Path, gh: str) -> Path:
    """Put a `gh` into a folder that notes its environment and then is the real one."""
    folder.mkdir()
    script = folder / "gh"
    script.write_text(f'#!/bin/sh\nenv >> "{folder}/env.txt"\nexec "{gh}" "$@"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return folder


def test_gh_is_given_no_secret(place: Place, tmp_path: Path) -> None:
    real = subprocess.run(["which", "gh"], capture_output=True, text=True, check=True)
    bin = noting_gh(tmp_path / "bin", real.stdout.strip())
    path = f"{bin}{os.pathsep}{os.environ['PATH']}"
    done = place.playbook("all", "--backlog", "backlog.yml", PATH=path, MINE="yes", **SECRETS)
    assert (done.code, done.error) == (0, "")
    noted = (bin / "env.txt").read_text()
    assert "real" not in noted.replace(real.stdout.strip(), "")
    assert "MINE=yes" in noted
    assert "GH_TOKEN=ghp_sandbox\n" in noted


def test_a_token_that_only_sandboxes_have_is_kept(place: Place) -> None:
    done = place.playbook("doctor", "--backlog", "backlog.yml", GH_TOKEN="ghp_sandbox_alice")
    assert "logged in as alice" in done.out


@pytest.mark.parametrize("token", ["ghp_sandbox", "ghp_sandbox_alice"])
@pytest.mark.parametrize("command", ["all", "verify", "doctor", "unlock"])
def test_variables_of_a_sandbox_whose_folder_is_gone_lead_nowhere(
    tmp_path: Path, token: str, command: str
) -> None:
    """Without the configuration in that folder `gh` would send the token to github.com."""
    (tmp_path / "backlog.yml").write_text("repository: acme/rocket\nlabels: [bug]\n")
    left = {"GH_TOKEN": token, "GH_HOST": "github.com", "GH_CONFIG_DIR": str(tmp_path / "gone")}
    # A `gh` that cannot be mistaken for an answer, if it is run after all.
    (tmp_path / "gh").write_text("#!/bin/sh\necho sent >&2\nexit 9\n")
    (tmp_path / "gh").chmod(0o700)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    words = (command, "--backlog", "backlog.yml")
    done = tool.call(*words, folder=tmp_path, environment={**left, "PATH": path})
    assert done.code == 4
    assert (
        "GH_TOKEN belongs to a sandbox, but GH_CONFIG_DIR does not lead to one: `unset "
        in done.error
    )
    assert "sent" not in done.error


def test_a_sandbox_s_token_is_sent_to_this_machine(tmp_path: Path, naps: list[float]) -> None:
    """A host below localhost is this machine (RFC 6761): a sandbox that is asked over a port."""
    (tmp_path / "backlog.yml").write_text("repository: acme/rocket\nlabels: [bug]\n")
    (tmp_path / "gh").write_text("#!/bin/sh\necho sent >&2\nexit 9\n")
    (tmp_path / "gh").chmod(0o700)
    variables = {"GH_TOKEN": "ghp_sandbox", "GH_CONFIG_DIR": "", "GH_HOST": "github.localhost"}
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    words = ("verify", "--backlog", "backlog.yml")
    done = tool.call(*words, folder=tmp_path, environment={**variables, "PATH": path})
    assert "belongs to a sandbox" not in done.error
    assert naps, "it was asked again, because what this `gh` says is no answer"


def test_doctor_tells_of_a_sandbox_that_was_stopped(tmp_path: Path) -> None:
    (tmp_path / "backlog.yml").write_text("repository: acme/rocket\nlabels: [bug]\n")
    leading.configure(tmp_path, tmp_path / "github.sock")
    words = ("doctor", "--backlog", "backlog.yml")
    done = tool.call(*words, folder=tmp_path, environment=leading.environment(tmp_path))
    assert (done.code, "where no server answers: start the sandbox" in done.out) == (1, True)


@pytest.mark.parametrize("token", ["ghp_sandbox_mallory\n", "ghp_sandbox_x\r\nX-Evil: 1", "a\x7fb"])
def test_a_token_with_a_line_break_is_reported_before_anything_is_sent(
    place: Place, token: str
) -> None:
    done = place.playbook("verify", "--backlog", "backlog.yml", GH_TOKEN=token)
    assert done.code == 4
    assert done.error.startswith("GH_TOKEN holds a line break")
    assert place.gh.log() == []


@pytest.mark.parametrize(
    "name", ["requests.jsonl", "server.pid", "gh/config.yml", "BACKLOG_IMPLEMENTATION_REPORT.md"]
)
def test_a_folder_that_a_checkout_ships_leads_nowhere(place: Place, name: str) -> None:
    precious = place.write("home/file", "precious")
    link = place.folder / ".sandbox" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(precious)
    where = ("--sandbox", "--repo", "PimpMyNines/empty", "--yes")
    done = place.run("all", *where, "--backlog", "backlog.yml")
    assert done.code == 1
    assert "is a link" in done.out + done.error
    assert "Traceback" not in done.error
    assert precious.read_text() == "precious"


def test_nor_does_a_report_beside_the_checkout(place: Place) -> None:
    precious = place.write("home/file", "precious")
    (place.folder / "BACKLOG_IMPLEMENTATION_REPORT.md").symlink_to(precious)
    done = place.run("report", "--backlog", "backlog.yml", **place.sandbox.environment())
    assert done.code == 1
    assert "it is a link" in done.error
    assert precious.read_text() == "precious"


def test_a_report_is_not_written_into_a_pipe_that_nobody_reads(place: Place) -> None:
    name = "BACKLOG_IMPLEMENTATION_REPORT.md"
    os.mkfifo(place.folder / name)
    done = place.run("report", "--backlog", "backlog.yml", **place.sandbox.environment())
    assert (done.code, done.error) == (
        1,
        f"cannot write {name}: it is not a regular file: remove it\n",
    )


@pytest.mark.parametrize("where", ["backlog.yml", "backlog.yml/below", "/proc/none"])
def test_a_folder_that_cannot_be_is_reported(place: Place, where: str) -> None:
    done = place.run("all", "--sandbox", "--sandbox-dir", where, "--backlog", "backlog.yml")
    assert done.code == 1
    assert "Traceback" not in done.error
    assert done.error.startswith(str(place.folder) if where[0] != "/" else where)


def test_two_runs_share_a_sandbox_until_the_last_one_ends(place: Place) -> None:
    place.write("backlog.yml", "repository: PimpMyNines/empty\n")
    words = [*tool.COMMAND, "all", "--dry-run", "--sandbox", "--backlog", "backlog.yml"]
    runs = [
        subprocess.Popen(words, cwd=place.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    told = [run.communicate(timeout=120) for run in runs]
    assert [(run.returncode, error) for run, (_, error) in zip(runs, told, strict=True)] == [
        (0, b"")
    ] * 3
    assert place.run("sandbox.status").out.startswith("sandbox in .sandbox: stopped")
