"""The source of each kind of entity, and the GraphQL type of its rows."""

from collections.abc import Callable

from gh_sandbox.state.store import Row
from gh_sandbox.timeline_kind import KINDS

# The source of each kind. Issues include the columns that only pull requests or sub-issues have.
SOURCES = {
    "owner": "SELECT * FROM owner",
    "repository": (
        "SELECT repository.*, owner.login AS owner_login, owner.type AS owner_type "
        "FROM repository JOIN owner ON owner.id = owner_id"
    ),
    "label": "SELECT * FROM label",
    "milestone": "SELECT * FROM milestone",
    "issue_type": "SELECT * FROM issue_type",
    "issue": (
        "SELECT issue.*, parent_id, head_ref_name, base_ref_name, head_repository_id, is_draft, "
        "merged_at, merged_by_id, head_sha, base_sha, merge_commit_sha FROM issue "
        "LEFT JOIN sub_issue ON sub_issue.issue_id = issue.id "
        "LEFT JOIN pull_request ON pull_request.issue_id = issue.id"
    ),
    "comment": (
        "SELECT comment.*, repository_id, number, is_pull_request "
        "FROM comment JOIN issue ON issue.id = issue_id"
    ),
    "content_edit": (
        "SELECT content_edit.*, issue.repository_id FROM content_edit "
        "LEFT JOIN comment ON comment.id = comment_id "
        "JOIN issue ON issue.id = COALESCE(content_edit.issue_id, comment.issue_id)"
    ),
    "issue_event": (
        "SELECT issue_event.*, repository_id FROM issue_event JOIN issue ON issue.id = issue_id"
    ),
    "issue_field": "SELECT * FROM issue_field",
    "issue_field_option": "SELECT * FROM issue_field_option",
    "issue_field_value": (
        "SELECT issue_field_value.*, data_type, repository_id FROM issue_field_value "
        "JOIN issue_field ON issue_field.id = field_id JOIN issue ON issue.id = issue_id"
    ),
    "linked_branch": (
        "SELECT linked_branch.*, repository_id FROM linked_branch JOIN issue ON issue.id = issue_id"
    ),
    "reaction": (
        "SELECT reaction.*, repository.id AS repository_id FROM reaction "
        "LEFT JOIN comment ON comment.id = comment_id LEFT JOIN release ON release.id = release_id "
        "LEFT JOIN review_comment ON review_comment.id = review_comment_id "
        "LEFT JOIN issue "
        "ON issue.id = COALESCE(reaction.issue_id, comment.issue_id, review_comment.issue_id) "
        "JOIN repository ON repository.id = COALESCE(issue.repository_id, release.repository_id)"
    ),
    "project": (
        "SELECT project.*, owner.login AS owner_login, owner.type AS owner_type "
        "FROM project JOIN owner ON owner.id = owner_id"
    ),
    "team": "SELECT * FROM team",
    "project_field": "SELECT * FROM project_field",
    "project_item": "SELECT * FROM project_item",
    "draft_issue": (
        "SELECT draft_issue.*, project_id FROM draft_issue "
        "JOIN project_item ON draft_issue_id = draft_issue.id"
    ),
    "project_value": (
        "SELECT project_value.*, project_field.project_id, data_type, choice.name AS choice_name, "
        "choice.color, choice.description, choice.start_date, choice.duration, "
        "COALESCE(issue.title, draft_issue.title) AS title FROM project_value "
        "JOIN project_field ON project_field.id = project_value.field_id "
        "JOIN project_item ON project_item.id = item_id "
        "LEFT JOIN project_choice AS choice "
        "ON choice.field_id = project_value.field_id AND choice.key = value "
        "LEFT JOIN issue ON issue.id = issue_id "
        "LEFT JOIN draft_issue ON draft_issue.id = draft_issue_id"
    ),
    "project_view": "SELECT * FROM project_view",
    "project_workflow": "SELECT * FROM project_workflow",
    "project_status_update": "SELECT * FROM project_status_update",
    "git_ref": "SELECT * FROM git_ref",
    "gist": "SELECT * FROM gist",
    "review_comment": (
        "SELECT review_comment.*, repository_id, number FROM review_comment "
        "JOIN issue ON issue.id = issue_id"
    ),
    # A thread is the first comment of its place.
    "review_thread": (
        "SELECT review_thread.*, repository_id FROM review_comment AS review_thread "
        "JOIN issue ON issue.id = issue_id"
    ),
    "git_object": "SELECT * FROM git_object",
}
_TYPES = {
    "repository": "Repository",
    "label": "Label",
    "milestone": "Milestone",
    "issue_type": "IssueType",
    "comment": "IssueComment",
    "reaction": "Reaction",
    "linked_branch": "LinkedBranch",
    "issue_field_option": "IssueFieldSingleSelectOption",
    "content_edit": "UserContentEdit",
    "git_ref": "Ref",
    "gist": "Gist",
    "review_comment": "PullRequestReviewComment",
    "review_thread": "PullRequestReviewThread",
    "git_object": "Commit",
    "team": "Team",
    "project": "ProjectV2",
    "project_item": "ProjectV2Item",
    "draft_issue": "DraftIssue",
    "project_view": "ProjectV2View",
    "project_workflow": "ProjectV2Workflow",
    "project_status_update": "ProjectV2StatusUpdate",
}
_FIELD_TYPES = {
    "SINGLE_SELECT": "ProjectV2SingleSelectField",
    "MULTI_SELECT": "ProjectV2MultiSelectField",
    "ITERATION": "ProjectV2IterationField",
}
_VALUE_TYPES = {
    "DATE": "ProjectV2ItemFieldDateValue",
    "ITERATION": "ProjectV2ItemFieldIterationValue",
    "MULTI_SELECT": "ProjectV2ItemFieldMultiSelectValue",
    "NUMBER": "ProjectV2ItemFieldNumberValue",
    "SINGLE_SELECT": "ProjectV2ItemFieldSingleSelectValue",
    "TEXT": "ProjectV2ItemFieldTextValue",
    "TITLE": "ProjectV2ItemFieldTextValue",
}
_ISSUE_FIELD_TYPES = {
    "TEXT": "IssueFieldText",
    "NUMBER": "IssueFieldNumber",
    "DATE": "IssueFieldDate",
    "SINGLE_SELECT": "IssueFieldSingleSelect",
    "MULTI_SELECT": "IssueFieldMultiSelect",
}
_EVENTS = frozenset(kind.type for kind in KINDS.values())
SOURCE_OF = {
    **{type: source for source, type in _TYPES.items()},
    "Issue": "issue",
    "PullRequest": "issue",
    "User": "owner",
    "Organization": "owner",
    "Bot": "owner",
    "ProjectV2Field": "project_field",
    "Blob": "git_object",
    **{kind.type: "issue_event" for kind in KINDS.values()},
    **dict.fromkeys(_ISSUE_FIELD_TYPES.values(), "issue_field"),
    **{f"{type}Value": "issue_field_value" for type in _ISSUE_FIELD_TYPES.values()},
    "Tree": "git_object",
    "Tag": "git_object",
    **dict.fromkeys(_FIELD_TYPES.values(), "project_field"),
    **dict.fromkeys(_VALUE_TYPES.values(), "project_value"),
}


def type_of(source: str, row: Row) -> str:
    """Return the GraphQL type of a row of a source."""
    found = _TYPES_BY_ROW.get(source)
    return _TYPES[source] if found is None else found(row)


_TYPES_BY_ROW: dict[str, Callable[[Row], str]] = {
    "issue": lambda row: "PullRequest" if row["is_pull_request"] else "Issue",
    "owner": lambda row: str(row["type"]),
    "project_field": lambda row: _FIELD_TYPES.get(row["data_type"], "ProjectV2Field"),
    "project_value": lambda row: _VALUE_TYPES[row["data_type"]],
    "issue_field": lambda row: _ISSUE_FIELD_TYPES[row["data_type"]],
    "issue_field_value": lambda row: f"{_ISSUE_FIELD_TYPES[row['data_type']]}Value",
    "issue_event": lambda row: KINDS[row["event"]].type,
    "git_object": lambda row: str(row["type"]).capitalize(),
}


def is_of_project(type: str) -> bool:
    """Tell whether a type is a project or a part of one, not a fact about an issue's projects."""
    return type.startswith(("ProjectV2", "DraftIssue")) and type not in _EVENTS
