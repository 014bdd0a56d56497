"""A run goes where it was meant to, and says where, and as whom."""

import json
import os
from pathlib import Path

import pytest

from gh_playbook.github.process.gh import Gh
from tests.safety.calling import Called
from tests.safety.conftest import MEMBER, REPOSITORY, Place


def test_every_command_says_where_it_goes_and_as_whom(place: Place, naps: list[float]) -> None:
    folder = place.sandbox.directory
    begun = f"acme/rocket on github.com as octocat, in the sandbox {folder}"
    for command in ("all", "verify", "doctor", "report"):
        done = place.playbook(command, "--backlog", "backlog.yml")
        assert done.out.splitlines()[0] == begun
    led = place.run("all", "--backlog", "backlog.yml", **place.sandbox.environment())
    assert led.out.splitlines()[0] == begun
    dry = place.playbook("all", "--dry-run", "--backlog", "backlog.yml", GH_TOKEN=MEMBER)
    begun = begun.replace("octocat", "alice")
    assert dry.out.splitlines()[0] == f"{begun}, dry run: nothing is written"


def test_documents_say_it_too(place: Place, naps: list[float]) -> None:
    told = {
        "host": "github.com",
        "repository": "acme/rocket",
        "login": "octocat",
        "sandbox": True,
        "moved_from": None,
    }
    environment = place.sandbox.environment()
    for command, part in (("all", "run"), ("verify", "verification"), ("doctor", "diagnosis")):
        words = (command, "--output", "json", "--backlog", "backlog.yml")
        document = json.loads(place.run(*words, **environment).out)
        assert {name: document[part][name] for name in told} == told


def test_it_takes_no_request_of_its_own(place: Place) -> None:
    place.write("backlog.yml", "repository: acme/rocket\nlabels: []\n")
    place.playbook("setup-labels", "--backlog", "backlog.yml")
    assert len(place.gh.log()) == 1


def test_a_host_of_the_environment_is_named_before_it_has_answered(
    called: Called, naps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_ENDS", "1")
    monkeypatch.setenv("GH_HOST", "ghe.corp.example")
    code, printed = called("verify", "--backlog", "backlog.yml")
    assert code == 1
    assert "ghe.corp.example: no answer" in printed


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://github.acme.com", "github.acme.com"),
        ("http://github.acme.com/api/v3", "github.acme.com"),
        ("github.acme.com/", "github.example.com"),
        ("github.acme.com ", "github.example.com"),
    ],
)
def test_a_host_that_is_no_name_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, given: str, meant: str
) -> None:
    monkeypatch.setenv("GH_HOST", given)
    told = f"GH_HOST is the name of a host, such as {meant}, not {given!r}\n"
    assert called("all", "--backlog", "backlog.yml") == (1, told)


def test_a_gh_that_is_too_old_writes_nothing(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Gh().program
    script = tmp_path / "old" / "gh"
    script.parent.mkdir()
    script.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && {{ echo "gh version 2.4.0"; exit; }}\n'
        f'exec "{real}" "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setattr(
        "gh_playbook.github.process.program.sysconfig.get_path", lambda _: str(tmp_path)
    )
    path = f"{script.parent}{os.pathsep}/bin{os.pathsep}/usr/bin"
    assert place.playbook("all", "--dry-run", "--backlog", "backlog.yml", PATH=path).code == 0
    done = place.playbook("all", "--backlog", "backlog.yml", PATH=path)
    assert done.code == 1
    assert "gh 2.4.0 is too old: 2.20 or later is needed" in done.error
    assert place.gh.rest("GET", f"repos/{REPOSITORY}/issues").json == []
