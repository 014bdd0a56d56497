"""The resource cap of one GraphQL document: how many mutations are carried out in it.

Source: reports of documents that were cut off, with `RESOURCE_LIMITS_EXCEEDED` for the rest:
after 18 to 22 heavy mutations, after 50 to 76 trivial ones. Unverified: which mutations are
which, and that they add up. (The limit of 500,000 nodes is in `graphql/cost.py`.)
"""

from gh_sandbox.limits import refusal
from gh_sandbox.limits.secondary import SecondaryLimits

BUDGET = 100
_HEAVY = 5
_LIGHT = 2
# Mutations that set or remove one value. Creating, changing and linking whole things is heavy.
LIGHT_MUTATIONS = frozenset(
    {
        "addAssigneesToAssignable",
        "addLabelsToLabelable",
        "clearLabelsFromLabelable",
        "clearProjectV2ItemFieldValue",
        "createLabel",
        "deleteLabel",
        "lockLockable",
        "pinIssue",
        "removeAssigneesFromAssignable",
        "removeLabelsFromLabelable",
        "unlockLockable",
        "unpinIssue",
        "updateLabel",
        "updateProjectV2ItemFieldValue",
        "updateProjectV2ItemPosition",
    }
)


class Allowance:
    """The remaining allowance of one document's root fields.

    `aliases` is a cap on their number, set by a fault; `too_quick` is a fault that refuses all.
    """

    def __init__(
        self,
        secondary: SecondaryLimits,
        user_id: int,
        *,
        aliases: int | None = None,
        too_quick: bool = False,
    ) -> None:
        self._secondary = secondary
        self._user_id = user_id
        self._aliases = aliases
        self._too_quick = too_quick
        self._budget = BUDGET

    def take(self, field: str, *, is_mutation: bool) -> None:
        """Allow a root field, or raise ApiError."""
        if self._too_quick:
            raise refusal.too_quick()
        if self._aliases is not None:
            self._aliases -= 1
            if self._aliases < 0:
                raise refusal.resources()
        if is_mutation:
            self._budget -= _LIGHT if field in LIGHT_MUTATIONS else _HEAVY
            if self._budget < 0:
                raise refusal.resources()
            self._secondary.mutation(self._user_id, field)
