"""The doctor: what a run of this backlog needs, whether it is there, and what the run would cost.

It asks who is logged in (`account`), plans a run in memory, and judges (`judging`).
"""

from gh_playbook.doctor.diagnose import diagnose
from gh_playbook.doctor.diagnosis import Diagnosis, Finding, Level

__all__ = ["Diagnosis", "Finding", "Level", "diagnose"]
