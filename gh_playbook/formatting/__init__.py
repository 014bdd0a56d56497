"""Backlogs and playbooks in one order and style; what they say, and their comments, stay.

Pure: a text in, a text out. `order` has the order of keys, `tree` says where in a text things
stand, `writing` writes them anew.
"""

from gh_playbook.formatting.format import formatted

__all__ = ["formatted"]
