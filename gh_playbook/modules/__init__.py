"""The modules: each knows one kind of thing. A new kind needs one file, and one line here."""

from typing import Any

from gh_playbook.modules import gh_api
from gh_playbook.modules.board import (
    board_rules,
    built_in_workflows,
    project,
    project_field,
    project_link,
    project_view,
    status_update,
)
from gh_playbook.modules.cards import card, card_order, draft, project_item
from gh_playbook.modules.context import Context, DeclaredIssues
from gh_playbook.modules.issues import (
    dependency,
    existing_issue,
    issue,
    orphan,
    relation,
    sub_issue,
)
from gh_playbook.modules.library import Library
from gh_playbook.modules.link_module import LinkModule
from gh_playbook.modules.module import Effect, Mention, Module, Part
from gh_playbook.modules.organization import issue_field, issue_type
from gh_playbook.modules.repository import file, label, milestone

# In the order of reports.
_ALL: tuple[Module[Any, Any], ...] = (
    label.LabelModule(),
    milestone.MilestoneModule(),
    issue_type.IssueTypeModule(),
    issue_field.IssueFieldModule(),
    issue.IssueModule(),
    sub_issue.SubIssueModule(),
    existing_issue.ExistingIssueModule(),
    orphan.OrphanModule(),
    dependency.DependencyModule(),
    relation.RelationModule(),
    project.ProjectModule(),
    project_field.ProjectFieldModule(),
    project_view.ProjectViewModule(),
    project_link.ProjectLinkModule(),
    project_item.ProjectItemModule(),
    card.CardModule(),
    card_order.CardOrderModule(),
    draft.DraftModule(),
    status_update.StatusUpdateModule(),
    file.FileModule(),
    board_rules.BoardRulesModule(),
    built_in_workflows.BuiltInWorkflowsModule(),
    gh_api.ApiModule(),
)

MODULES: dict[str, Module[Any, Any]] = {module.name: module for module in _ALL}
# The modules of declared issues, by name.
ISSUE_MODULES = frozenset(each.name for each in _ALL if each.makes_issues)
# The modules of links between two issues, by name, with the field of the first issue.
LINK_FIELDS = {each.name: each.field for each in _ALL if isinstance(each, LinkModule)}
# The place at which users' own modules are inserted.
LIBRARY = Library(MODULES)

__all__ = [
    "ISSUE_MODULES",
    "LIBRARY",
    "LINK_FIELDS",
    "MODULES",
    "Context",
    "DeclaredIssues",
    "Effect",
    "Mention",
    "Module",
    "Part",
]
