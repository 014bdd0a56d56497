"""The sandbox's folder: its owner's alone, no way out of it, and never half a sandbox."""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gh_sandbox import Sandbox, SandboxError
from gh_sandbox.folder.folder import _NAMES, claim
from gh_sandbox.lifecycle import process
from gh_sandbox.seeding import seed, writing
from gh_sandbox.state.shape import is_whole
from gh_sandbox.state.store import FILE, Store, Value
from tests.gh_sandbox.conftest import REPOSITORY, Gh


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_may_enter_read_or_ask(own: Sandbox) -> None:
    before = os.umask(0)
    try:
        own.start(web=0)
        Gh(own).rest("GET", "user")
    finally:
        os.umask(before)
    made = {path.name: mode(path) for path in own.directory.rglob("*") if path.is_file()}
    where = own.status().socket
    assert where is not None
    assert (mode(own.directory), mode(own.directory / "gh"), mode(where)) == (0o700, 0o700, 0o600)
    assert {name: oct(bits) for name, bits in made.items() if bits & 0o077} == {}
    assert {"github.sqlite3", "requests.jsonl", "server.log", "config.yml"} <= made.keys()


def test_what_it_makes_it_knows(own: Sandbox) -> None:
    with own.borrowed():
        assert {each.name for each in own.directory.iterdir()} <= _NAMES


def test_a_folder_that_was_open_to_all_is_closed(own: Sandbox) -> None:
    own.directory.mkdir(mode=0o777)
    own.directory.chmod(0o777)
    own.start()
    assert mode(own.directory) == 0o700


def test_a_folder_with_other_things_stays_as_open_as_it_is(own: Sandbox) -> None:
    own.directory.mkdir()
    own.directory.chmod(0o755)
    (own.directory / "notes.txt").write_text("mine")
    own.start()
    assert mode(own.directory) == 0o755
    assert mode(own.directory / "github.sock") == 0o600


@pytest.mark.parametrize("name", ["gh/config.yml", "requests.jsonl", "server.log", "server.pid"])
def test_what_is_somebody_s_and_called_so_is_not_written_over(own: Sandbox, name: str) -> None:
    theirs = own.directory / name
    theirs.parent.mkdir(parents=True)
    theirs.write_text("version: 1\n")
    before = sorted(own.directory.rglob("*"))
    for begin in (own.start, own.reset, lambda: own.borrowed().__enter__()):
        with pytest.raises(SandboxError) as told:
            begin()
        assert f"has no sandbox, but contains {name.partition('/')[0]}: choose" in str(told.value)
    assert sorted(own.directory.rglob("*")) == before
    assert theirs.read_text() == "version: 1\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="to be somebody else takes root")
@pytest.mark.parametrize("openness", [0o700, 0o755], ids=["closed", "open"])
def test_another_user_is_not_answered(own: Sandbox, openness: int) -> None:
    own.start()
    own.directory.chmod(openness)
    where = str(own.status().socket)
    code = f"""import os, socket
os.setgid(65534); os.setuid(65534)
try:
    socket.socket(socket.AF_UNIX).connect({where!r})
except PermissionError:
    raise SystemExit(7)
"""
    for parent in own.directory.parents:
        parent.chmod(mode(parent) | 0o005)
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == 7, done


@pytest.mark.parametrize("name", sorted(_NAMES))
def test_a_link_in_the_folder_is_not_followed(own: Sandbox, name: str, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "config.yml").write_text("precious")
    target = precious if name == "gh" else precious / "config.yml"
    own.directory.mkdir()
    (own.directory / name).symlink_to(target)
    with pytest.raises(SandboxError, match=f"{name} is a link"):
        own.start()
    with pytest.raises(SandboxError, match=f"{name} is a link"):
        own.reset()
    assert [(each.name, each.read_text()) for each in precious.iterdir()] == [
        ("config.yml", "precious")
    ]


@pytest.mark.parametrize("inner", ["config.yml", "cache", "cache/gh"])
def test_nor_is_one_of_its_folders(own: Sandbox, inner: str, tmp_path: Path) -> None:
    link = own.directory / "gh" / inner
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SandboxError, match="is a link"):
        own.start()
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_a_link_is_not_taken(own: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    own.directory.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SandboxError, match="is a link: name the folder"):
        own.start()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_is_no_folder_or_cannot_be_made_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for place, named in ((file, file), (file / "below", file), (Path("/proc/none"), "/proc/none")):
        with pytest.raises(SandboxError, match=str(named)):
            Sandbox(place).start()
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="to give a folder away takes root")
def test_a_folder_of_somebody_else_is_not_taken(own: Sandbox) -> None:
    own.directory.mkdir()
    os.chown(own.directory, 65534, 65534)
    with pytest.raises(SandboxError, match="belongs to somebody else"):
        own.start()


def test_a_socket_elsewhere_is_found_by_the_folders_name_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_SOCKET_LIMIT", 10)
    sandbox = Sandbox(tmp_path / "s")
    sandbox.directory.mkdir()
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (sandbox.directory / "socket-path").write_text(f"{precious}\n")
    sandbox.start()
    where = sandbox.status().socket
    assert where is not None
    assert mode(where.parent) == 0o700
    sandbox.stop()
    assert precious.read_text() == "mine"
    assert not where.parent.exists()


def test_a_socket_elsewhere_is_not_put_where_somebody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_SOCKET_LIMIT", 10)
    sandbox = Sandbox(tmp_path / "s")
    where = process.socket_path(sandbox.directory)
    where.parent.symlink_to(tmp_path)
    try:
        with pytest.raises(SandboxError, match="is a link"):
            sandbox.start()
    finally:
        where.parent.unlink()


def half_seeded(folder: Path) -> None:
    """Leave what a seeding leaves that is killed half-way."""
    code = f"""import os
from pathlib import Path
from gh_sandbox.clock import SystemClock
from gh_sandbox.seeding import seed, seed_file, writing
from gh_sandbox.state.store import Store
writing._Sower.tokens = lambda self, seed: os.kill(os.getpid(), 9)
writing.sow(Store(Path({str(folder)!r})), seed_file.read(seed_file.find(None)), SystemClock())
"""
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -signal.SIGKILL


def test_a_seeding_that_was_killed_is_done_anew(own: Sandbox) -> None:
    own.directory.mkdir()
    half_seeded(own.directory / FILE)
    assert not is_whole(own.directory / FILE)
    assert own.start() is True
    assert Gh(own).rest("GET", f"repos/{REPOSITORY}/issues/13").code == 0


def test_a_reset_that_was_killed_changes_nothing(own: Sandbox) -> None:
    own.start()
    Gh(own).rest("POST", f"repos/{REPOSITORY}/issues", title="Kept")
    own.stop()
    half_seeded(own.directory / FILE)
    own.start()
    assert Gh(own).rest("GET", f"repos/{REPOSITORY}/issues/21").json["title"] == "Kept"


@pytest.mark.parametrize("content", [b"", b"half of a file\0" * 40], ids=["nothing", "half"])
def test_a_state_that_is_none_is_not_taken_for_one(own: Sandbox, content: bytes) -> None:
    own.directory.mkdir()
    (own.directory / FILE).write_bytes(content)
    if content:
        with pytest.raises(SandboxError, match="is not the state of a sandbox: remove the folder"):
            own.start()
        (own.directory / FILE).unlink()
    own.start()
    assert Gh(own).rest("GET", f"repos/{REPOSITORY}/issues/13").code == 0


def test_a_full_disk_leaves_no_half_a_sandbox(
    own: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: Store, _seed: seed.Seed, _clock: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "sow", full)
        with pytest.raises(SandboxError, match="database or disk is full"):
            own.start()
    own.start()
    assert Gh(own).rest("GET", f"repos/{REPOSITORY}/issues/13").code == 0


def test_a_seed_refers_to_nothing_that_is_not_there(tmp_path: Path) -> None:
    values: dict[str, Value] = {"repository_id": 7, "name": "x", "color": "0"}
    values |= {"created_at": "x", "updated_at": "x"}
    with closing(Store(tmp_path / FILE)) as store:
        with pytest.raises(sqlite3.IntegrityError, match="refers"), store.replacement():
            store.insert("label", values)
        assert store.all("SELECT * FROM label") == []


def test_the_server_opens_no_file_that_a_request_names(own: Sandbox, tmp_path: Path) -> None:
    own.start()
    private = tmp_path / "private.txt"
    private.write_text("secret words: [")
    status, answer = process.ask(own.directory / "github.sock", "/_sandbox/reset", str(private))
    assert (status, "secret" in str(answer)) == (422, False)


def test_the_error_for_a_seed_that_is_no_yaml_has_its_place_and_not_its_words(
    own: Sandbox, tmp_path: Path
) -> None:
    private = tmp_path / "private.yml"
    for content in (b"root: secret: words", b"\xff\xfe", b"a: \x07secret"):
        private.write_bytes(content)
        with pytest.raises(SandboxError, match=r"private\.yml") as told:
            own.start(seed=private)
        assert "secret" not in str(told.value).removeprefix(str(private))


@pytest.mark.real_server
def test_the_server_knows_no_secret_of_its_starter(
    own: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GH_TOKEN", "AWS_SECRET_ACCESS_KEY", "MY_DATABASE", "GH_ENTERPRISE_TOKEN"):
        monkeypatch.setenv(name, "precious")
    own.start()
    environ = Path(f"/proc/{own.status().pid}/environ")
    if not environ.exists():
        pytest.skip("only Linux shows a process's environment")
    assert b"precious" not in environ.read_bytes()


def test_two_who_borrow_have_it_until_the_last_ends(own: Sandbox) -> None:
    gh = Gh(own)
    with own.borrowed():
        with own.borrowed():
            assert gh.rest("GET", "user").code == 0
        assert gh.rest("GET", "user").code == 0
    assert own.status().running is False


def test_the_last_ends_it_though_another_began_it(own: Sandbox) -> None:
    first, second = own.borrowed(), own.borrowed()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert own.status().running
    second.__exit__(None, None, None)
    assert own.status().running is False


def test_who_was_killed_borrows_it_no_longer(own: Sandbox) -> None:
    code = f"""from pathlib import Path
from gh_sandbox import Sandbox
with Sandbox(Path({str(own.directory)!r})).borrowed():
    print("borrowed", flush=True)
    input()
"""
    words = [sys.executable, "-c", code]
    borrower = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert borrower.stdout is not None
    borrower.stdout.readline()
    borrower.kill()
    borrower.communicate()
    assert own.status().running
    with own.borrowed():
        pass
    assert own.status().running is False


def test_what_people_started_stays(own: Sandbox) -> None:
    own.start()
    with own.borrowed():
        pass
    assert own.status().running
    own.stop()
    with own.borrowed():
        assert own.start() is False
    assert own.status().running


def test_what_is_stopped_meanwhile_is_no_trouble(own: Sandbox) -> None:
    with own.borrowed():
        own.stop()
    assert own.status().running is False


def test_a_listener_that_is_gone_is_replaced(own: Sandbox) -> None:
    own.directory.mkdir()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(own.directory / "github.sock"))
    assert own.start() is True


def test_without_its_packages_no_folder_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gh_sandbox.lifecycle.preparation.missing_package", lambda: "graphql")
    sandbox = Sandbox(tmp_path / "sandbox")
    with pytest.raises(SandboxError, match="the sandbox needs graphql"):
        sandbox.start()
    with pytest.raises(SandboxError, match="the sandbox needs graphql"), sandbox.borrowed():
        pass
    assert not sandbox.directory.exists()


def test_a_folder_that_somebody_else_makes_at_the_same_moment_is_as_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sandbox"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    claim(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
