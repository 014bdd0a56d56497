"""The process of the launcher (`launcher.py`): it starts programs for a larger process.

It is run as a script, and imports nothing of the tool, so that it stays small. Its input is a
socket. Each message on it asks for a program, and brings four descriptors: the program's input, its
output, its errors, and a socket that stands for the program. On that socket the launcher says that
the program was started, or the number of the error, and at last the exit code. A program whose
socket is closed at the other end is killed. So none outlives the process that asked for it, even if
that process is killed.
"""

import fcntl
import os
import select
import signal
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress

# The number of bytes that tell the length of a message.
HEAD = 4
STARTED = b"started\n"
_DESCRIPTORS = 4


def packed(program: str, arguments: Sequence[str], environment: Mapping[str, str]) -> bytes:
    """Return the message that asks for a program. None of its parts can contain a zero byte."""
    words = [str(len(arguments) + 1), program, *arguments]
    words += [f"{name}={value}" for name, value in environment.items()]
    return b"\0".join(map(os.fsencode, words))


def _unpacked(message: bytes) -> tuple[list[bytes], dict[bytes, bytes]]:
    count, *words = message.split(b"\0")
    variables = (each.partition(b"=") for each in words[int(count) :])
    return words[: int(count)], {name: value for name, _, value in variables}


class _Programs:
    """The programs that run; each has a socket. Those that were killed are only waited for."""

    def __init__(self) -> None:
        self._sockets: dict[int, socket.socket] = {}
        self._killed: set[int] = set()

    @property
    def wanted(self) -> dict[socket.socket, int]:
        """The process ids of those that were not killed, by their sockets."""
        running = self._sockets.items()
        return {own: process for process, own in running if process not in self._killed}

    def start(self, message: bytes, descriptors: Sequence[int]) -> None:
        """Start a program, and tell that."""
        *streams, told = descriptors
        own = socket.socket(fileno=told)
        arguments, environment = _unpacked(message)
        try:
            process = os.posix_spawn(
                arguments[0],
                arguments,
                environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, each, at) for at, each in enumerate(streams)],
                # Python ignores these signals, and the program would inherit that.
                setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
            )
        except OSError as error:
            with own:
                _tell(own, str(error.errno).encode())
        else:
            self._sockets[process] = own
            _tell(own, STARTED)
        finally:
            for each in streams:
                os.close(each)

    def tell_ended(self) -> None:
        """Tell the exit codes of those that have ended."""
        while self._sockets:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                break
            self._killed.discard(process)
            with self._sockets.pop(process) as own:
                _tell(own, str(os.waitstatus_to_exitcode(status)).encode())

    def kill(self, process: int) -> None:
        """Kill one that has not been waited for, so its process id is still its own."""
        self._killed.add(process)
        os.kill(process, signal.SIGKILL)


def _tell(own: socket.socket, what: bytes) -> None:
    with suppress(OSError):  # Nobody may listen any more.
        own.sendall(what)


def serve(door: socket.socket) -> None:
    """Start programs until the other end of the socket is closed; then kill them."""
    programs, woken = _Programs(), _wakened()
    while True:
        watched: list[socket.socket | int] = [door, woken, *programs.wanted]
        ready = select.select(watched, [], [])[0]
        if woken in ready:
            os.read(woken, 4096)
        programs.tell_ended()
        for own, process in programs.wanted.items():
            if own in ready:
                programs.kill(process)
        if door in ready and not _asked(door, programs):
            break
    for process in programs.wanted.values():
        programs.kill(process)


def _wakened() -> int:
    """Return a descriptor that can be read when a program has ended.

    The larger process decides what an interruption means, so this process goes on. Programs do not
    inherit a handler.
    """
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    for each in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, lambda *_: None)
    return woken


def _asked(door: socket.socket, programs: _Programs) -> bool:
    """Start the program of the next message; tell whether there was one."""
    head, descriptors, *_ = socket.recv_fds(door, HEAD, _DESCRIPTORS)
    for each in descriptors:
        fcntl.fcntl(each, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
    length = int.from_bytes(head, "big")
    message = _received(door, length)
    if len(message) < length or len(descriptors) < _DESCRIPTORS:
        return False
    programs.start(message, descriptors)
    return True


def _received(door: socket.socket, length: int) -> bytes:
    """Return so many bytes, or fewer if the other end is closed.

    If a signal comes meanwhile, one call returns only a part, even one that shall wait for all.
    """
    message = b""
    while len(message) < length and (piece := door.recv(length - len(message))):
        message += piece
    return message


if __name__ == "__main__":
    serve(socket.socket(fileno=0))
    os._exit(0)
