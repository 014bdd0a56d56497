"""Text files: what is read, and what is said of what cannot be."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.text_file import SIZE_LIMIT, read, write_input


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "f.yml"


def fault(path: Path) -> str:
    with pytest.raises(InputError) as raised:
        read(path)
    (found,) = raised.value.faults
    return str(found)


def test_the_mark_of_utf_8_is_no_part_of_the_text(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfa: \xc3\xa9\r\n")
    assert read(path) == "a: é\r\n"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("a: b".encode("utf-16"), "f.yml:1:1: it is UTF-16: save it as UTF-8"),
        ("\ufeffa: b".encode("utf-16-be"), "f.yml:1:1: it is UTF-16: save it as UTF-8"),
        ("a: b".encode("utf-32"), "f.yml:1:1: it is UTF-32: save it as UTF-8"),
        (
            "a: b\n".encode("utf-16-le"),
            "f.yml:1:2: it is not text, because it contains the byte 0: save it as UTF-8",
        ),
        (
            b"a: b\nc: \xc3\xa9\0",
            "f.yml:2:5: it is not text, because it contains the byte 0: save it as UTF-8",
        ),
        (
            "é: b\nc: caf\u00e9 d\n".encode().replace(b"caf\xc3\xa9", b"caf\xe9"),
            "f.yml:2:7: the byte 0xE9 is not UTF-8 ('é' in Latin-1): save the file as UTF-8",
        ),
        (b"a: \x80", "f.yml:1:4: the byte 0x80 is not UTF-8: save the file as UTF-8"),
        (
            b"a: \xed\xa0\xbd",
            "f.yml:1:4: the byte 0xED is not UTF-8 ('í' in Latin-1): save the file as UTF-8",
        ),
        (
            b"a: \xf0\x9f\x90",
            "f.yml:1:4: the byte 0xF0 is not UTF-8 ('ð' in Latin-1): save the file as UTF-8",
        ),
    ],
)
def test_what_is_no_utf_8_is_named_with_its_place(path: Path, data: bytes, what: str) -> None:
    path.write_bytes(data)
    assert fault(path) == what


def test_what_is_no_file_is_named(path: Path) -> None:
    assert fault(path) == "there is no file f.yml"
    assert fault(Path("f.yml")) == "there is no file f.yml"
    path.mkdir()
    assert fault(path) == "cannot read f.yml: it is a folder: name a file in it"
    path.rmdir()
    path.symlink_to("f.yml")
    assert fault(path) == "cannot read f.yml: its links lead in a circle"
    path.unlink()
    path.symlink_to("nowhere.yml")
    assert fault(path) == "f.yml is a link, and leads to nothing"
    path.unlink()
    path.write_text("")
    assert fault(path / "below.yml") == "there is no file f.yml/below.yml"
    assert fault(Path("n" * 300)).endswith(": File name too long")
    assert "null byte" in fault(Path("a\0b"))


def test_a_file_of_somebody_else_s_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert fault(path) == "cannot read f.yml: this user may not read it"
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(InputError, match=r"cannot write f\.yml: this user may not write it"):
        write_input(path, b"")


def test_a_file_without_end_is_not_read_to_its_end(path: Path) -> None:
    assert fault(Path("/dev/zero")) == "cannot read /dev/zero: it is longer than 16,384 KiB"
    path.write_bytes(b"#" * (SIZE_LIMIT + 1))
    assert fault(path) == "cannot read f.yml: it is longer than 16,384 KiB"
    path.write_bytes(b"#" * SIZE_LIMIT)
    assert len(read(path)) == SIZE_LIMIT


def test_a_pipe_is_read(path: Path) -> None:
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=("a: b",))
    writer.start()
    assert read(path) == "a: b"
    writer.join()


def test_a_pipe_without_another_end_is_reported_and_not_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_file, "_PATIENCE", 1)
    os.mkfifo(path)
    assert fault(path) == "cannot read f.yml: it is a pipe, and nobody writes into it"
    with pytest.raises(InputError, match=r"cannot write f\.yml: it is a pipe, and nobody reads"):
        write_input(Path("f.yml"), b"words")
    assert path.is_fifo()


@pytest.mark.parametrize("to", ["https://example.com/f.yml", "HTTP://x", "git+ssh://x/y/f.yml"])
def test_an_address_is_no_place_for_a_file(path: Path, to: str) -> None:
    with pytest.raises(InputError, match=r"it is an address: name a file$"):
        write_input(Path(to), b"words")
    assert list(path.parent.iterdir()) == []


def test_a_file_that_has_no_room_for_what_is_new_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "backlog.yml"
    path.write_text("words\n")
    script = (
        "import sys; from pathlib import Path; from gh_playbook.declaration import text_file\n"
        "text_file.write_input(Path(sys.argv[1]), b'x' * 100_000)"
    )
    words = ["sh", "-c", 'ulimit -f 8; "$@"', "sh", sys.executable, "-B", "-c", script, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert f"cannot write {path}: File too large" in done.stderr
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [
        ("backlog.yml", "words\n")
    ]


def test_a_link_stays_a_link_and_what_it_leads_to_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "backlog.yml"
    target.write_text("words\n")
    target.chmod(0o640)
    link = tmp_path / "backlog.yml"
    link.symlink_to(target)
    text_file.write(link, b"others\n")
    assert (link.is_symlink(), target.read_text()) == (True, "others\n")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    text_file.write(pipe, b"words\n")
    assert os.read(reading, 100) == b"words\n"
    os.close(reading)
    assert pipe.is_fifo()


def test_a_file_that_its_owner_has_closed_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "backlog.yml"
    path.write_text("words\n")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        text_file.write(path, b"others\n")
    assert path.read_text() == "words\n"
