"""Verification: GitHub read back, independently of the runs that wrote it, and compared.

It has its own documents (`query`), its own reading of the answers (`parsing`, `reading`), its own
idea of what exists (`existing`), and finds issues by their markers alone. It shares with the runs
what is declared and how texts are rendered, and nothing that reads, compares or identifies. At the
end of a run that wrote little, it takes what was not written from that run (`recalled`). Each
comparison is one file, and one line in `verify`. Values that people may change are not drift: those
that are set once, and those that people added. Features that this GitHub lacks are reported as
unsupported, not as drift.
"""

from gh_playbook.verification.existing import KnownFeatures
from gh_playbook.verification.known import Known
from gh_playbook.verification.verification import (
    DRIFT,
    EXISTENCE,
    Check,
    CheckState,
    Verification,
)
from gh_playbook.verification.verify import check, verify

__all__ = [
    "DRIFT",
    "EXISTENCE",
    "Check",
    "CheckState",
    "Known",
    "KnownFeatures",
    "Verification",
    "check",
    "verify",
]
