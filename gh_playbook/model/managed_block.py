"""The managed block: the part of an issue's body that is the tool's; all around it is people's.

The begin marker names the issue's key and carries a digest of what was written, so that an edit
inside the block is seen. Ticks are people's too: the digest does not see them, and they stay as
long as the text of their item does.
"""

import hashlib
import re
from collections import defaultdict, deque
from dataclasses import dataclass

_BEGIN = re.compile(r"<!-- gh-playbook:begin key=(\S+)(?: digest=([0-9a-f]+))? -->\n?")
_END = "<!-- gh-playbook:end -->"
_MARKER = "<!-- gh-playbook:"
_TASK = re.compile(r"^([ \t]*(?:[-*+]|\d+[.)])[ \t]+\[)([ xX])(\][ \t]+)(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A managed block as found in a body; `before` and `after` are the text around it."""

    key: str
    digest: str
    content: str
    before: str
    after: str

    @property
    def is_edited(self) -> bool:
        """Tell whether somebody changed more than ticks since it was written."""
        return self.digest != digest(self.content)


class BodyError(Exception):
    """A body's markers are damaged: the text says how."""


def find(body: str) -> Block | None:
    """Return the body's managed block, or None. Raises BodyError on damaged markers."""
    body = body.replace("\r\n", "\n")
    begins = list(_BEGIN.finditer(body))
    if not begins:
        return None
    if len(begins) > 1 or body.count(_END) != 1:
        raise BodyError("its markers are damaged: there must be one begin and one end")
    begin = begins[0]
    end = body.index(_END)
    if end < begin.end():
        raise BodyError("its markers are damaged: the end stands before the begin")
    return Block(
        key=begin[1],
        digest=begin[2] or "",
        content=body[begin.end() : end].strip("\n"),
        before=body[: begin.start()],
        after=body[end + len(_END) :],
    )


def marked_key(body: str) -> str | None:
    """Return the key that a body's marker names; a damaged block still names one."""
    begin = _BEGIN.search(body)
    return begin[1] if begin else None


def compose(key: str, content: str) -> str:
    """Return a managed block of this content, markers included."""
    content = content.strip("\n")
    begin = f"<!-- gh-playbook:begin key={key} digest={digest(content)} -->"
    return f"{begin}\n{content}\n{_END}"


def append(body: str, key: str, content: str) -> str:
    """Return the body with a block after what people wrote."""
    text = body.replace("\r\n", "\n").rstrip()
    block = compose(key, content)
    return f"{text}\n\n{block}" if text else block


def renew(block: Block, key: str, content: str) -> str:
    """Return the whole body with the block's content replaced, its ticks kept."""
    return block.before + compose(key, _with_ticks(content, block.content)) + block.after


def is_same(one: str, other: str) -> bool:
    """Tell whether two contents say the same, ticks aside."""
    return _normalized(one) == _normalized(other)


def holds_marker(content: str) -> bool:
    """Tell whether a content would be taken for markers."""
    return _MARKER in content


def digest(content: str) -> str:
    """Return a short digest that does not see ticks, line endings or space at line ends."""
    return hashlib.sha256(_normalized(content).encode()).hexdigest()[:16]


def _normalized(content: str) -> str:
    unticked = _TASK.sub(r"\1 \3\4", content.replace("\r\n", "\n"))
    return "\n".join(line.rstrip() for line in unticked.split("\n")).strip()


def _with_ticks(content: str, before: str) -> str:
    """Return the content with the ticks that its items had before; of equal items, in order."""
    ticks: dict[str, deque[str]] = defaultdict(deque)
    for task in _TASK.finditer(before):
        ticks[task[4].strip()].append(task[2])

    def tick(task: re.Match[str]) -> str:
        known = ticks[task[4].strip()]
        return f"{task[1]}{known.popleft() if known else task[2]}{task[3]}{task[4]}"

    return _TASK.sub(tick, content)
