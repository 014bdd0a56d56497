"""Backlogs and playbooks in one order and style; their content and comments stay.

Pure: a text goes in, a text comes out. `order` has the order of keys, `tree` the places in a text,
`writing` writes it again. `yaml_text` writes new entries of files, for exports and pulls.
"""

from gh_playbook.formatting.format import formatted

__all__ = ["formatted"]
