"""What `gh` makes of control characters in GitHub's answers: a caret and a sign, `^[` for escape.

Measured with gh 2.102: of those below space and of those from 128 to 159. So a text that is read
may not be the one that is there; `^[a-z]` in somebody's pattern looks the same.
"""

import re

_CARET = re.compile(r"\^[@-_]")


def may_stand_for_another(text: str) -> bool:
    """Tell whether a text holds what `gh` may have put in the place of a control character."""
    return _CARET.search(text) is not None
