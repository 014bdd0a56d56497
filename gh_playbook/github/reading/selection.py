"""The GraphQL selections for each kind of thing; `parsing` reads the answers."""

import json
from collections.abc import Iterable, Sequence

from gh_playbook.model.existing import Features
from gh_playbook.model.project import STATUS

LABEL = "id name color description"
MILESTONE = "id number title description dueOn state url"
ISSUE_TYPE = "id name description color isEnabled"
_ISSUE_FIELD_OPTIONS = "options { id fullDatabaseId name color description }"
ISSUE_FIELD = f"""... on IssueFieldCommon {{ name dataType description visibility }}
  ... on IssueFieldText {{ id fullDatabaseId }}
  ... on IssueFieldNumber {{ id fullDatabaseId }}
  ... on IssueFieldDate {{ id fullDatabaseId }}
  ... on IssueFieldSingleSelect {{ id fullDatabaseId {_ISSUE_FIELD_OPTIONS} }}
  ... on IssueFieldMultiSelect {{ id fullDatabaseId {_ISSUE_FIELD_OPTIONS} }}"""
# The largest number that an organization has.
ISSUE_FIELDS = f"issueFields(first: 25) {{ nodes {{ {ISSUE_FIELD} }} }}"
_OF_ISSUE_FIELD = "field { ... on IssueFieldCommon { name } }"
ISSUE_FIELD_VALUES = f"""issueFieldValues(first: 25) {{ nodes {{
  ... on IssueFieldTextValue {{ text: value {_OF_ISSUE_FIELD} }}
  ... on IssueFieldNumberValue {{ number: value {_OF_ISSUE_FIELD} }}
  ... on IssueFieldDateValue {{ date: value {_OF_ISSUE_FIELD} }}
  ... on IssueFieldSingleSelectValue {{ name {_OF_ISSUE_FIELD} }}
  ... on IssueFieldMultiSelectValue {{ options {{ name }} {_OF_ISSUE_FIELD} }} }} }}"""
FILE = "... on Blob { oid isBinary text }"
PAGE = "pageInfo { hasNextPage endCursor }"
AUTHOR = "author { __typename login } authorAssociation viewerDidAuthor"
_WHERE = "number repository { nameWithOwner }"
SUB_ISSUES = "id subIssues(first: 100) { nodes { id } }"

OPTION = "id name color description"
_ITERATION = "id title startDate duration"
_OF = "field { ... on ProjectV2FieldCommon { name } }"
_NAMES = "{ nodes { ... on ProjectV2FieldCommon { name } } }"
VIEW = f"""id number name layout filter
  fields(first: 50) {_NAMES}
  groupByFields(first: 5) {_NAMES}
  verticalGroupByFields(first: 5) {_NAMES}
  sortByFields(first: 5) {{ nodes {{ direction {_OF} }} }}"""
# Who gave a card its Status, and when. Other values do not need it, and a card has many of them.
_STATUS = f"""status: fieldValueByName(name: "{STATUS}") {{
    ... on ProjectV2ItemFieldSingleSelectValue {{
      creator {{ __typename }} createdAt updatedAt }} }}"""

CARDED_ISSUE = "... on Issue { id }"

# The number of edits to ask for: nobody makes more between reading and writing.
EDITS_LIMIT = 10
EDITS = f"userContentEdits(first: {EDITS_LIMIT}) {{ nodes {{ id diff editor {{ login }} }} }}"


# The fields that tell whether an issue may be a declared one. They have no lists, so they cost
# GitHub little.
IDENTITY = "id number title body"


def issue(features: Features) -> str:
    """Return the selection of an issue, as far as this GitHub has the fields."""
    fields = [
        f"id number title body url state stateReason createdAt {AUTHOR}",
        "labels(first: 100) { nodes { name } }",
        "milestone { title } assignees(first: 10) { nodes { login } } locked activeLockReason",
    ]
    if features.issue_types:
        fields.append("issueType { name }")
    if features.sub_issues:
        fields.append(f"parent {{ id {_WHERE} }} subIssues(first: 100) {{ nodes {{ id }} }}")
    if features.dependencies:
        fields.append("blockedBy(first: 50) { nodes { id } }")
    if features.relations:
        fields.append("relatesTo(first: 100) { nodes { id } }")
    if features.pins:
        fields.append("isPinned")
    if features.duplicates:
        fields.append("duplicateOf { id }")
    if features.issue_fields:
        fields.append(ISSUE_FIELD_VALUES)
    return " ".join(fields)


def assignable(logins: Sequence[str]) -> str:
    """Return the selection of assignable accounts among these logins, by aliases `login0` etc.

    GitHub also searches names, so more than one account may come for each.
    """
    return " ".join(
        f"login{index}: assignableUsers(query: {_text(login)}, first: 100) "
        "{ nodes { id login } }"
        for index, login in enumerate(logins)
    )


PULL_REQUESTS = (
    "closedByPullRequestsReferences(first: 10, includeClosedPrs: true) { nodes { state } }"
)


STATUS_UPDATE = "id status startDate targetDate body"
# Nobody looks at more than these of one board; the latest come first.
STATUS_UPDATES = f"statusUpdates(first: 50) {{ nodes {{ {STATUS_UPDATE} }} }}"


def field(*, several: bool, backed: bool = False) -> str:
    """Return the selection of a field; `several` if GitHub has multi-select fields.

    `backed` asks whether the field shows an issue field.
    """
    selects = f"... on ProjectV2MultiSelectField {{ multiSelectOptions {{ {OPTION} }} }}"
    more = "isIssueField" if backed else ""
    return f"""... on ProjectV2FieldCommon {{ id databaseId name dataType {more} }}
  ... on ProjectV2SingleSelectField {{ options {{ {OPTION} }} }}
  {selects if several else ""}
  ... on ProjectV2IterationField {{ configuration {{ duration startDay
    iterations {{ {_ITERATION} }} completedIterations {{ {_ITERATION} }} }} }}"""


def project(features: Features) -> str:
    """Return the selection of a project without its cards."""
    asked = field(several=features.multi_selects, backed=features.board_issue_fields)
    return f"""id number title url shortDescription readme closed public viewerCanUpdate createdAt
  repositories(first: 100) {{ nodes {{ id }} }}
  {"teams(first: 100) { nodes { id } }" if features.board_teams else ""}
  fields(first: 50) {{ nodes {{ {asked} }} }}
  views(first: 50) {{ nodes {{ {VIEW} }} }}
  workflows(first: 20) {{ nodes {{ number name enabled }} }}"""


def items(*, several: bool) -> str:
    """Return the selection of a page of a project's cards, archived ones included."""
    return f"""items(first: 100, after: $cards, archivedStates: [ARCHIVED, NOT_ARCHIVED]) {{
  totalCount nodes {{ {card(several=several)} }} {PAGE} }}"""


def card(*, several: bool) -> str:
    """Return the selection of a card; `several` if GitHub has multi-select fields."""
    selects = f"... on ProjectV2ItemFieldMultiSelectValue {{ options {{ name }} {_OF} }}"
    return f"""id isArchived createdAt creator {{ login }}
  content {{
    {CARDED_ISSUE} ... on PullRequest {{ id }}
    ... on DraftIssue {{ id draftTitle: title body }}
  }}
  fieldValues(first: 50) {{ nodes {{
    ... on ProjectV2ItemFieldSingleSelectValue {{ name {_OF} }}
    ... on ProjectV2ItemFieldNumberValue {{ number {_OF} }}
    ... on ProjectV2ItemFieldTextValue {{ text {_OF} }}
    ... on ProjectV2ItemFieldDateValue {{ date {_OF} }}
    ... on ProjectV2ItemFieldIterationValue {{ title {_OF} }}
    {selects if several else ""}
  }} }}
  {_STATUS}"""


def created_issue(features: Features) -> str:
    """Return the selection of a new issue, with the sub-issues of its parent."""
    family = f" parent {{ {SUB_ISSUES} }}" if features.sub_issues else ""
    return issue(features) + family


def updated_issue(features: Features) -> str:
    """Return the selection of a changed issue, with the latest edits of its text."""
    return f"{issue(features)} {EDITS}"


def link_ends(repositories: Sequence[str], teams: Sequence[str]) -> str:
    """Return the selection of repositories and teams, by aliases `link0` and `team0` etc."""
    asked = []
    for index, each in enumerate(repositories):
        owner, _, name = each.partition("/")
        where = f"owner: {_text(owner)}, name: {_text(name)}"
        asked.append(f"link{index}: repository({where}) {{ id }}")
    for index, slug in enumerate(teams):
        found = f"team(slug: {_text(slug)}) {{ id }}"
        asked.append(f"team{index}: organization(login: $owner) {{ {found} }}")
    return " ".join(asked)


def of_modules(selections: Iterable[str]) -> str:
    """Return what modules select of the repository, by aliases `module0` etc."""
    where = "repository(owner: $owner, name: $name)"
    return "".join(f" module{index}: {where} {{ {each} }}" for index, each in enumerate(selections))


def files(paths: Sequence[str]) -> str:
    """Return the selection of files in a repository, and of the last commit that changed each.

    Both have the aliases `file0` etc.; the commits are on the default branch.
    """
    if not paths:
        return ""
    objects, commits = [], []
    for index, path in enumerate(paths):
        objects.append(f"file{index}: object(expression: {_text(f'HEAD:{path}')}) {{ {FILE} }}")
        last = f"history(first: 1, path: {_text(path)}) {{ nodes {{ message }} }}"
        commits.append(f"file{index}: {last}")
    tip = f"target {{ ... on Commit {{ {' '.join(commits)} }} }}"
    return f"{' '.join(objects)} defaultBranchRef {{ {tip} }}"


def _text(value: str) -> str:
    """Return a text as a GraphQL literal, which is the same as in JSON."""
    return json.dumps(value, ensure_ascii=False)
