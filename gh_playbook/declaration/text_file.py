"""People's text files: UTF-8, with a limit of size; and the faults of other files.

An input may be a pipe (`--backlog <(…)`), so no more is read than the limit allows.
"""

import codecs
import errno
import os
import re
import select
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

from gh_playbook.declaration.source import Fault, InputError, Source, shown
from gh_playbook.late_pattern import late_pattern

# Bytes. Thousands of issues with long texts take a tenth of this.
SIZE_LIMIT = 16 * 1024 * 1024

# The marks at the beginning of other encodings; the mark of UTF-32 begins like that of UTF-16.
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_WHY = {
    errno.EISDIR: "it is a folder: name a file in it",
    errno.ELOOP: "its links lead in a circle",
    errno.ENXIO: "it is a pipe, and nobody reads from it",
}
_SILENT_PIPE = "it is a pipe, and nobody writes into it"
# Milliseconds for which a pipe without a writer is waited for; one that has a writer is read.
_PATIENCE = 2000
# The beginning of an address, such as `https:/`; a path has no `//`.
_ADDRESS = late_pattern(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)


# Errors of a file that can be written but not replaced: its folder is read-only, or it is mounted.
_NO_PLACE_BESIDE = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS}


# New contents of files, which are checked before they are written.
_INSTEAD: ContextVar[Mapping[Path, bytes]] = ContextVar("instead", default=MappingProxyType({}))


@contextmanager
def instead(contents: Mapping[Path, bytes]) -> Iterator[None]:
    """Read files, inside this context, as if they had these contents."""
    token = _INSTEAD.set({path.absolute(): data for path, data in contents.items()})
    try:
        yield
    finally:
        _INSTEAD.reset(token)


def read(path: Path, limit: int = SIZE_LIMIT) -> str:
    """Return a file's text, without a byte order mark.

    Raises InputError if it cannot be read, is longer than `limit` bytes, or is not UTF-8, with the
    place of the first wrong byte.
    """
    return _decoded(content(path, limit), str(path))


def content(path: Path, limit: int = SIZE_LIMIT) -> bytes:
    """Return the bytes of a file. Raises InputError if it cannot be read, or is too long."""
    try:
        data = _INSTEAD.get().get(path.absolute())
        if data is None:
            with open(path, "rb", opener=_opened) as file:
                data = file.read(limit + 1)
            if not data and path.is_fifo():
                raise InputError([Fault(f"cannot read {shown(path)}: {_SILENT_PIPE}")])
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([Fault(_missing(path))]) from None
    except (OSError, ValueError) as error:
        raise InputError([Fault(f"cannot read {shown(path)}: {_why(error, 'read')}")]) from error
    if len(data) > limit:
        size = f"{limit // 1024:,} KiB"
        raise InputError([Fault(f"cannot read {shown(path)}: it is longer than {size}")])
    return data


def _missing(path: Path) -> str:
    if path.is_symlink():
        return f"{shown(path)} is a link, and leads to nothing"
    from gh_playbook.declaration import missing_file  # Only faults need it.

    return f"there is no file {shown(path)}{missing_file.hint(path)}"


def _opened(name: str, flags: int) -> int:
    """Open a file, without waiting for the other end of a pipe for long. Raises OSError."""
    descriptor = os.open(name, flags | os.O_NONBLOCK)
    if not flags & os.O_WRONLY and stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        pipe = select.poll()
        pipe.register(descriptor, select.POLLIN)
        pipe.poll(_PATIENCE)
    os.set_blocking(descriptor, True)
    return descriptor


def is_file(path: Path) -> bool:
    """Tell whether there is a file, or a path that cannot be looked at: `read` then says why."""
    try:
        return path.is_file()
    except OSError:  # For example, a name that is too long, or a folder that is not readable.
        return True


def resolved(path: Path) -> Path:
    """Return where a path leads, all links followed; links in a circle are told once it is read."""
    return Path(os.path.realpath(path))


def write(path: Path, data: bytes) -> None:
    """Write a file as a whole: if that fails, as on a full disk, the file stays as it was.

    Raises OSError.
    """
    target = resolved(path)
    if target.exists() and not target.is_file():  # A pipe or a device.
        with open(target, "wb", opener=_opened) as file:
            file.write(data)
        return
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except OSError as error:
        if error.errno not in _NO_PLACE_BESIDE:
            raise
        target.write_bytes(data)
    finally:
        part.unlink(missing_ok=True)


def is_address(path: Path) -> bool:
    """Tell whether a path is an address of the web, which would only become folders here."""
    return bool(_ADDRESS.match(str(path)))


def check_target(path: Path) -> None:
    """Raise InputError if a person's file cannot be written there, before there is a text."""
    if is_address(path):
        raise InputError([Fault(f"cannot write {shown(path)}: it is an address: name a file")])
    if os.path.isdir(path):  # noqa: PTH112 - a path that cannot be looked at is none
        raise InputError([Fault(f"cannot write {shown(path)}: {_WHY[errno.EISDIR]}")])


def write_input(path: Path, data: bytes) -> None:
    """Write a person's file as `write` does, with the folders that it needs.

    Raises InputError if it cannot be written.
    """
    check_target(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, data)
    except OSError as error:
        raise InputError([Fault(f"cannot write {shown(path)}: {_why(error, 'write')}")]) from error


def _why(error: OSError | ValueError, verb: str) -> str:
    """Return in plain words why a file could not be read or written."""
    if not isinstance(error, OSError):
        return str(error)
    if error.errno == errno.EACCES:
        return f"this user may not {verb} it"
    return _WHY.get(error.errno or 0) or error.strerror or str(error)


def _decoded(data: bytes, file: str) -> str:
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            raise InputError([Fault(f"it is {name}: save it as UTF-8", Source(file, 1, 1))])
    data = data.removeprefix(codecs.BOM_UTF8)
    nothing = data.find(b"\0")
    if nothing >= 0:
        what = "it is not text, because it contains the byte 0: save it as UTF-8"
        raise InputError([Fault(what, _place(data, nothing, file))])
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        byte = data[error.start : error.start + 1]
        meant = f" ({byte.decode('latin-1')!r} in Latin-1)" if byte >= b"\xa1" else ""
        what = f"the byte 0x{byte.hex().upper()} is not UTF-8{meant}: save the file as UTF-8"
        raise InputError([Fault(what, _place(data, error.start, file))]) from None


def _place(data: bytes, index: int, file: str) -> Source:
    lines = data[:index].decode(errors="replace").split("\n")
    return Source(file, len(lines), len(lines[-1]) + 1)
