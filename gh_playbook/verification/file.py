"""Files of the repository that steps declare, such as the workflow that moves cards."""

from collections.abc import Iterator

from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing
from gh_playbook.verification.verification import Check, compared, missing


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Compare the whole texts."""
    for file in desired.files:
        actual = found.files.get(file.path)
        if actual is None:
            yield missing("file", file.path, None, file.source)
        else:
            yield compared("file", file.path, "content", file.content, actual, file.source)
