"""The commands of this repository; `invoke --list` shows them."""

from gh_playbook.tasks import namespace

__all__ = ["namespace"]
