"""The order of keys, for each kind of mapping in backlogs and playbooks.

Mappings with people's own keys, such as `vars` and `fields`, have no shape: they stay.
"""

from collections.abc import Mapping
from dataclasses import field

from gh_playbook.frozen import dataclass

# The rank of keys that begin with `x-`: before keys that may use their anchors.
OWN = "x-"
# The rank of a step's module, whatever its name.
OTHER = "*"


@dataclass
class Shape:
    """The order of a mapping's keys, and the shapes of the values, by their keys.

    The shape of a list is the shape of its elements.
    """

    order: tuple[str, ...] = ()
    within: Mapping[str, "Shape"] = field(default_factory=dict)

    def rank(self, key: str) -> int:
        """Return the rank of a key; unknown keys come last, unless declared otherwise."""
        for name in (key, OWN if key.startswith(OWN) else OTHER, OTHER):
            if name in self.order:
                return self.order.index(name)
        return len(self.order)

    def below(self, key: str) -> "Shape":
        """Return the shape of the value of a key."""
        return self.within.get(key, _NONE)


_NONE = Shape()
_VALUES = (
    *("type", "labels", "remove_labels", "milestone", "assignees"),
    *("state", "state_reason", "duplicate_of", "locked", "pinned"),
    *("priority", "size", "effort", "estimate", "sprint", "status", "fields", "card", "archived"),
    *("description", "body", "acceptance_criteria", "implementation_notes"),
)
_LINKS = ("blocked_by", "related_to")
_RULES = ("vars", "ignore", "inherit", "labels_from")
_FIELDS = (*_VALUES, *_LINKS, *_RULES)
_ISSUE = Shape((
    *(OWN, "key", "previously", "number", "title", "parent"),
    *(*_VALUES, *_LINKS, "template", *_RULES, "sub_issues"),
))  # fmt: skip
_ISSUE.within = {"sub_issues": _ISSUE}
_BELOW = Shape((OWN, "template", *_FIELDS))
_DEFAULTS = Shape((OWN, "template", *_FIELDS, "sub_issues"), {"sub_issues": _BELOW})
_LABEL = Shape((OWN, "name", "color", "description", "previously", "state"))
_MILESTONE = Shape((OWN, "title", "description", "due_on", "state"))
_TYPE = Shape((OWN, "name", "description", "color", "state"))
_OPTION = Shape((OWN, "name", "color", "description", "state"))
_ITERATION = Shape((OWN, "title", "start", "duration"))
_FIELD = Shape(
    (OWN, "name", "type", "value", "options", "iterations", "state"),
    {"options": _OPTION, "iterations": _ITERATION},
)
_ISSUE_FIELD = Shape(
    (OWN, "name", "type", "description", "visibility", "value", "options", "state"),
    {"options": _OPTION},
)
_CARD = Shape((OWN, "content", "number", "status", "fields", "archived", "state"))
_VIEW = Shape(
    (OWN, "name", "layout", "filter", "columns", "group_by", "sort_by", "fields", "state")
)
_AUTOMATIONS = Shape((
    *(OWN, "opened", "linked", "merged", "closed", "blocked_label", "blocked", "unblocked"),
    *("workflow", "secret"),
), {"opened": Shape((OWN, "label", "type", "status"))})  # fmt: skip
_UPDATE = Shape((OWN, "key", "status", "start", "target", "body"))
_DRAFT = Shape((OWN, "title", "body", "fields"))
_PROJECT = Shape((
    *(OWN, "title", "description", "readme", "public", "closed", "repositories", "teams"),
    *("drafts", "status_updates", "fields", "views", "automations", "cards", "card_order", "state"),
), {
    "fields": _FIELD,
    "views": _VIEW,
    "automations": _AUTOMATIONS,
    "status_updates": _UPDATE,
    "drafts": _DRAFT,
    "cards": _CARD,
})  # fmt: skip
BACKLOG = Shape((
    *("repository", "include", OWN, "defaults", "inherit", "labels_from", "trusted_authors"),
    *("labels", "milestones", "issue_types", "issue_fields", "issues", "project", "set_once"),
    *("orphans", "prune"),
), {
    "defaults": _DEFAULTS,
    "labels": _LABEL,
    "milestones": _MILESTONE,
    "issue_types": _TYPE,
    "issue_fields": _ISSUE_FIELD,
    "issues": _ISSUE,
    "project": _PROJECT,
    "set_once": Shape((OWN, "labels", "fields", "board")),
})  # fmt: skip

PLAYBOOK = Shape((
    *("name", "listen", "import_playbook", OTHER, "loop", "when", "vars", "vars_files"),
    *("register", "until", "retries", "delay", "ignore_errors", "notify", "tags"),
    *("block", "rescue", "always", "handlers"),
))  # fmt: skip
PLAYBOOK.within = dict.fromkeys(("block", "rescue", "always", "handlers"), PLAYBOOK)
