"""What is asked of GitHub about each kind of thing, in GraphQL; `parsing` reads the answers."""

from gh_playbook.world import Features

LABEL = "id name color description"
MILESTONE = "id number title description dueOn state url"
ISSUE_TYPE = "id name description color isEnabled"
PAGE = "pageInfo { hasNextPage endCursor }"
SUB_ISSUES = "id subIssues(first: 100) { nodes { id } }"


def issue(features: Features) -> str:
    """Return an issue's fields, as far as this GitHub has them."""
    fields = [
        "id number title body url state stateReason",
        "labels(first: 100) { nodes { name } }",
        "milestone { title }",
    ]
    if features.issue_types:
        fields.append("issueType { name }")
    if features.sub_issues:
        fields.append("parent { id } subIssues(first: 100) { nodes { id } }")
    if features.dependencies:
        fields.append("blockedBy(first: 50) { nodes { id } }")
    if features.relations:
        fields.append("relatesTo(first: 100) { nodes { id } }")
    return " ".join(fields)


def created_issue(features: Features) -> str:
    """Return a new issue's fields, its parent's sub-issues with them."""
    family = f" parent {{ {SUB_ISSUES} }}" if features.sub_issues else ""
    return issue(features) + family
