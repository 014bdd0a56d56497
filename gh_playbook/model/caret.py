"""Caret notation: `gh` replaces control characters in GitHub's answers, escape by `^[`.

Measured with gh 2.102: the characters below space, and those from 128 to 159. So a text that was
read may differ from the text on GitHub; but `^[a-z]` in a pattern looks the same.
"""

from gh_playbook.late_pattern import late_pattern

_CARET = late_pattern(r"\^[@-_]")


def may_stand_for_another(text: str) -> bool:
    """Tell whether a text may contain `gh`'s replacement of a control character."""
    return _CARET.search(text) is not None
