"""The standby of other requests than documents: the process of the next one is ready for its input.

The plan of a run says which REST requests it will send, and when it will read texts again. So the
process of the next one is started while the run waits for other answers, like that of the next
document (`standby.py`). Only requests that GitHub refuses without a body are started early: if such
a process is killed, it may still send a request without one.
"""

from collections.abc import Callable, Iterable
from dataclasses import field

from gh_playbook.frozen import dataclass
from gh_playbook.github.process.process import Process
from gh_playbook.github.process.standby import Standby
from gh_playbook.late_pattern import late_pattern
from gh_playbook.model.change import Call

# GitHub's REST description: title, name, message and tree, or message and content are required.
_REFUSED_WITHOUT_BODY = late_pattern(
    r"POST (repos/[^/]+/[^/]+/(milestones|git/commits)|(orgs|users)/[^/]+/projectsV2/\d+/views)"
    r"|PUT repos/[^/]+/[^/]+/contents/.+"
)


# A compressed answer does not state the length of its text.
EXACT = ["-H", "Accept-Encoding: identity"]


class ExactReading:
    """A GraphQL query whose answer states the length of its text."""


def arguments_of(request: Call | ExactReading) -> list[str]:
    """Return the arguments of `gh` for a request with a body."""
    if isinstance(request, ExactReading):
        return ["api", "-i", "-X", "POST", "graphql", *EXACT, "--input", "-"]
    return ["api", "-i", "-X", request.method, request.path, "--input", "-"]


@dataclass
class CallStandby:
    """The requests that are expected, by their arguments and in their order.

    `start` starts a process with these arguments.
    """

    start: Callable[[list[str]], Process]
    _coming: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin without a process."""
        self._standby = Standby(lambda: self.start(self._coming[0]))

    def expect(self, requests: Iterable[Call | ExactReading]) -> None:
        """Note the requests to come; others than these may be sent as well."""
        self._coming = [arguments_of(each) for each in requests if _may_start_early(each)]

    def prepare(self) -> None:
        """Have the process of the next one ready."""
        if self._coming:
            self._standby.prepare()

    def take(self, arguments: list[str]) -> Process | None:
        """Return the ready process of a request; None if there is none."""
        if arguments not in self._coming:
            return None
        is_next = arguments == self._coming[0]
        self._coming.remove(arguments)
        return self._standby.take() if is_next else None

    def dismiss(self) -> None:
        """End the process that got no input, and expect nothing more."""
        self._coming.clear()
        self._standby.dismiss()


def _may_start_early(request: Call | ExactReading) -> bool:
    if isinstance(request, ExactReading):
        return True
    return _REFUSED_WITHOUT_BODY.fullmatch(f"{request.method} {request.path}") is not None
