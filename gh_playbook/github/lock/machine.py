"""The identity of this machine: with the same identity, a process number means the same process."""

import hashlib
import socket
import uuid
from contextlib import suppress
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PROCESSES = Path("/proc/self/ns/pid")
# Python's mark of a random address, which differs in each process (RFC 9562, 6.10).
_RANDOM = 1 << 40


def fingerprint() -> str:
    """Return a digest that two machines share only if they share their processes.

    A host's name is not enough: containers made from one image often have the same name, and each
    numbers its processes from 1. So the network address, the boot and Linux's namespace of
    processes count too, if they can be read.
    """
    seen = [socket.gethostname()]
    address = uuid.getnode()
    if not address & _RANDOM:
        seen.append(str(address))
    with suppress(OSError):
        seen.append(_BOOT.read_text().strip())
    with suppress(OSError):
        seen.append(str(_PROCESSES.readlink()))
    return hashlib.sha256("\n".join(seen).encode(errors="replace")).hexdigest()[:16]
