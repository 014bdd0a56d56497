"""Templates that are compiled once for all runs within the tests' process, not once for each run.

A run reads its templates anew, as people may have changed them; here it is Jinja's own cache that
tells by a template's text whether its code is known already.
"""

from typing import Any

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from gh_playbook.declaration.template_guard import TemplateEnvironment


class _Memory(BytecodeCache):
    """Code by the name and the text of its template."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket the code that is known for it."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a bucket."""
        self._known[bucket.key, bucket.checksum] = bucket.code


def install(patch: pytest.MonkeyPatch) -> None:
    """Let all environments share what is compiled, as long as the patch holds."""
    memory, begin = _Memory(), TemplateEnvironment.__init__

    def begun(self: TemplateEnvironment, **options: Any) -> None:
        begin(self, **{"bytecode_cache": memory, **options})

    patch.setattr(TemplateEnvironment, "__init__", begun)
