"""The identity of this machine: where it is the same, a process number means the same process."""

import hashlib
import socket
import uuid
from contextlib import suppress
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PROCESSES = Path("/proc/self/ns/pid")


def fingerprint() -> str:
    """Return a digest that two machines share only if they share their processes.

    A host's name is not enough: containers made from one image often have the same name, and each
    numbers its processes from 1. So the network address, the boot and Linux's namespace of
    processes count too, where they can be seen.
    """
    seen = [socket.gethostname(), str(uuid.getnode())]
    with suppress(OSError):
        seen.append(_BOOT.read_text().strip())
    with suppress(OSError):
        seen.append(str(_PROCESSES.readlink()))
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]
