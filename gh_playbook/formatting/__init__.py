"""Backlogs and playbooks in one order and style; their content and comments stay.

Pure: a text goes in, a text comes out. `order` has the order of keys, `tree` the places in a text,
`writing` writes it again.
"""

from gh_playbook.formatting.format import formatted

__all__ = ["formatted"]
