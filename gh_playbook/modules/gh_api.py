"""Any request that `gh api` can send: a read to register, or a write with a condition.

A write is idempotent by its `unless`. The condition is checked before this module is called, and
again if an answer was lost.
"""

from dataclasses import replace

from gh_playbook.declaration.playbook.api_call import ApiCall
from gh_playbook.model.change import Action, Call, Change, Difference, Mutation, Operation, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import Module, skipped

NAME = "gh_api"


class ApiModule(Module[ApiCall, None]):
    """A request of the user to GitHub's API, REST or GraphQL."""

    name = NAME
    title = "API calls"
    argument = ApiCall
    existing = None
    is_in_repository = False
    permission = "that its endpoint needs"

    def key(self, desired: ApiCall) -> str:
        """Return the method and path, or the mutation."""
        return desired.key

    def diff(self, desired: ApiCall, world: World, _context: Context) -> Change[None]:
        """Return the request; other code decides whether it is needed."""
        change = skipped(self.name, desired.key, source=desired.source)
        if not desired.writes:
            return change
        sent = desired.body if desired.mutation is None else desired.input
        return replace(
            change,
            action=Action.UPDATE,
            reason="because `unless` is not true",
            differences=(Difference("request", None, sent),),
            operations=(_operation(desired, world.repository.name),),
        )

    def restore(self, past: Past, _world: World) -> Change[None]:
        """Say that the effect of the request stays: nobody knows how to undo it."""
        return undo.unsupported(past, "a request of your own cannot be taken back: left as it is")

    def record(self, _change: Change[None], _world: World, _payload: Payload | None) -> None:
        """Do nothing: which part of the world the request changed is unknown."""


def _operation(desired: ApiCall, repository: str) -> Operation:
    path = desired.path_in(repository)
    if path is None:
        return Mutation(desired.mutation or "", desired.input, "clientMutationId")
    return Call(desired.method, path, desired.body)
