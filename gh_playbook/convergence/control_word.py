"""The words of a step that are not modules: they control the run, or end it."""

from collections.abc import Mapping

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.playbook.control import Assert, Debug, Fail

# Kinds of steps besides modules: they change nothing on GitHub.
CONTROL: Mapping[str, type[Declared]] = {"assert": Assert, "debug": Debug, "fail": Fail}


# Steps that end a run, besides modules: see `run/final_steps.py`.
VERIFY, REPORT = "verify", "report"


class Nothing(Declared):
    """The argument of a final step, which takes none."""


FINAL_STEPS: Mapping[str, type[Declared]] = {VERIFY: Nothing, REPORT: Nothing}
