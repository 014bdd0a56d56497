"""The holder of a lease: whether its run may still be at work."""

import os
from datetime import datetime

from gh_playbook.github.lock.machine import fingerprint
from gh_playbook.model.lease import Lease


def may_be_at_work(holder: Lease, now: datetime) -> bool:
    """Tell whether the run that holds a lease may still be at work, as far as can be known."""
    return not holder.is_over(now) and not _is_gone(holder)


def _is_gone(holder: Lease) -> bool:
    """Tell whether the holder was a process of this machine that has ended.

    Runs of the same process follow each other, so a lock of this process belongs to an earlier run
    that could not release it.
    """
    if not holder.machine or not fingerprint().startswith(holder.machine):
        return False
    if holder.process == os.getpid():
        return True
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
