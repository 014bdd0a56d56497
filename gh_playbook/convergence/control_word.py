"""The words of a step that are no modules: they control the run, or end it."""

from collections.abc import Mapping

from gh_playbook.declaration.control import Assert, Debug, Fail
from gh_playbook.declaration.declared import Declared

# What a step may be besides a module: nothing on GitHub converges.
CONTROL: Mapping[str, type[Declared]] = {"assert": Assert, "debug": Debug, "fail": Fail}


# Steps that end a run, besides modules: see `run/final_steps.py`.
VERIFY, REPORT = "verify", "report"


class Nothing(Declared):
    """The argument of a final step, which takes none."""


FINAL_STEPS: Mapping[str, type[Declared]] = {VERIFY: Nothing, REPORT: Nothing}
