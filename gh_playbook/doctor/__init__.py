"""The doctor: the needs of a run of this backlog, whether they are met, and the run's cost.

It asks for the login (`account`), plans a run in memory, and judges (`judging`).
"""

from gh_playbook.doctor.diagnose import diagnose
from gh_playbook.doctor.diagnosis import Diagnosis, Finding, Level

__all__ = ["Diagnosis", "Finding", "Level", "diagnose"]
