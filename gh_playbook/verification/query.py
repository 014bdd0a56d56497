"""The GraphQL documents of verification: one asks for the features, one for everything."""

from collections.abc import Sequence
from functools import partial

from gh_playbook.declaration.reference import Reference
from gh_playbook.frozen import dataclass
from gh_playbook.github import register
from gh_playbook.github.reading import number_page
from gh_playbook.github.reading.both_ends import TwoEndedList
from gh_playbook.verification.existing import KnownFeatures

_PAGE = "pageInfo { hasNextPage endCursor }"
_FIELD = "... on ProjectV2FieldCommon { name dataType }"
_ITERATION = "title startDate duration"
_FIELD_NAME = "field { ... on IssueFieldCommon { name } }"
_OPTIONS = "options { name color description }"
_ISSUE_FIELDS = f"""issueFields(first: 25) {{ nodes {{
  ... on IssueFieldCommon {{ name dataType description visibility }}
  ... on IssueFieldSingleSelect {{ {_OPTIONS} }}
  ... on IssueFieldMultiSelect {{ {_OPTIONS} }} }} }}"""
_ISSUE_FIELD_VALUES = f"""issueFieldValues(first: 25) {{ nodes {{
  ... on IssueFieldValueCommon {{ {_FIELD_NAME} }}
  ... on IssueFieldTextValue {{ text: value }}
  ... on IssueFieldNumberValue {{ number: value }}
  ... on IssueFieldDateValue {{ date: value }}
  ... on IssueFieldSingleSelectValue {{ name }}
  ... on IssueFieldMultiSelectValue {{ options {{ name }} }} }} }}"""
_ISSUE_TYPES = "issueTypes(first: 25) { nodes { id name description color isEnabled } }"
# An archived card is still a card: somebody decided to archive it.
_ARCHIVED = "archivedStates: [ARCHIVED, NOT_ARCHIVED]"
_LABEL = "id name color description"
# A list that is read from both ends needs its order, and the ids of what it holds.
LABELS = partial(TwoEndedList, "labels", _LABEL, "CREATED_AT")
MILESTONES = partial(
    TwoEndedList, "milestones", "id number title description dueOn state", "NUMBER"
)
_OLDEST_FIRST = "orderBy: {field: CREATED_AT, direction: ASC}"
_ISSUES = f"first: 100, {_OLDEST_FIRST}"
_LATEST = f"last: 100, {_OLDEST_FIRST}"

PROJECTS = """projectsV2(first: 100, after: $after, orderBy: {field: NUMBER, direction: ASC}) {
      nodes { id number title closed } pageInfo { hasNextPage endCursor }
    }"""


def introspection(*, projects: bool) -> str:
    """Return the document that asks for features and, if wanted, the owner's projects."""
    variables = "$owner: String!, $name: String!"
    owner = ""
    if projects:
        variables += ", $after: String"
        owner = f"repositoryOwner(login: $owner) {{ ... on ProjectV2Owner {{ {PROJECTS} }} }}"
    return f"""query VerificationProbe({variables}) {{
      issue: __type(name: "Issue") {{ fields(includeDeprecated: true) {{ name }} }}
      project: __type(name: "ProjectV2") {{ fields {{ name args {{ name }} }} }}
      option: __type(name: "ProjectV2SingleSelectFieldOptionInput") {{ inputFields {{ name }} }}
      multi: __type(name: "ProjectV2MultiSelectField") {{ fields {{ name }} }}
      mutation: __type(name: "Mutation") {{ fields {{ name }} }}
      repository(owner: $owner, name: $name) {{
        id name nameWithOwner url owner {{ __typename login }} {register.SELECTION}
      }}
      {owner}
    }}"""


def _card(features: KnownFeatures) -> str:
    several = "... on ProjectV2ItemFieldMultiSelectValue { options { name } }"
    return f"""
    id isArchived content {{
      ... on Issue {{ id number repository {{ nameWithOwner }} }}
      ... on PullRequest {{ id number repository {{ nameWithOwner }} }}
      ... on DraftIssue {{ draftId: id title body }}
    }}
    fieldValues(first: 50) {{ nodes {{
      ... on ProjectV2ItemFieldValueCommon {{ field {{ {_FIELD} }} }}
      ... on ProjectV2ItemFieldTextValue {{ text }}
      ... on ProjectV2ItemFieldNumberValue {{ number }}
      ... on ProjectV2ItemFieldDateValue {{ date }}
      ... on ProjectV2ItemFieldSingleSelectValue {{ name }}
      ... on ProjectV2ItemFieldIterationValue {{ title }}
      {several if features.multi_selects else ""}
    }} }}"""


@dataclass(frozen=True)
class Asked:
    """The questions of the first request beside labels, milestones and the like.

    `files` is the number of files, `foreign` are issues of other repositories, `labels` is the
    number of labels, read by name. With `ids` it reads the issues of `$ids`, with `latest` the last
    page of all issues; with `cards` it reads the board's cards of `$cards`.
    """

    project: bool
    files: int = 0
    foreign: Sequence[Reference] = ()
    ids: bool = False
    latest: bool = False
    cards: bool = False
    labels: int = 0


def _project(features: KnownFeatures, *, cards: bool) -> str:
    option = "name color description"
    updates = "statusUpdates(first: 50) { nodes { status startDate targetDate body } }"
    several = f"... on ProjectV2MultiSelectField {{ multiSelectOptions {{ {option} }} }}"
    backed = "... on ProjectV2FieldCommon { isIssueField }" if features.board_issue_fields else ""
    items = f"items(first: 100, {_ARCHIVED}) {{ totalCount nodes {{ {_card(features)} }} {_PAGE} }}"
    return f"""... on ProjectV2 {{
    title shortDescription readme closed public
    {updates if features.status_updates else ""}
    repositories(first: 100) {{ nodes {{ nameWithOwner }} }}
    {"teams(first: 100) { nodes { slug } }" if features.board_teams else ""}
    fields(first: 100) {{ nodes {{
      {_FIELD} {backed}
      ... on ProjectV2SingleSelectField {{ options {{ {option} }} }}
      {several if features.multi_selects else ""}
      ... on ProjectV2IterationField {{ configuration {{
        iterations {{ {_ITERATION} }} completedIterations {{ {_ITERATION} }}
      }} }}
    }} }}
    views(first: 50) {{ nodes {{
      name layout filter
      fields(first: 50) {{ nodes {{ {_FIELD} }} }}
      groupByFields(first: 5) {{ nodes {{ {_FIELD} }} }}
      verticalGroupByFields(first: 5) {{ nodes {{ {_FIELD} }} }}
      sortByFields(first: 5) {{ nodes {{ direction field {{ {_FIELD} }} }} }}
    }} }}
    {f"items(last: 1, {_ARCHIVED}) {{ totalCount nodes {{ id }} }}" if cards else items}
  }}"""


def everything(features: KnownFeatures, asked: Asked) -> str:
    """Return the document of the first request: the first page of everything, or less of it.

    Issues of other repositories have the aliases `foreign0` and so on, files and labels likewise.
    A file is named by a variable such as `$file0: "HEAD:README.md"`, a label by `$label0`.
    """
    variables = "$owner: String!, $name: String!"
    variables += ", $project: ID!" if asked.project else ""
    variables += ", $ids: [ID!]!" if asked.ids else ""
    variables += ", $cards: [ID!]!" if asked.cards else ""
    variables += "".join(f", $file{index}: String!" for index in range(asked.files))
    variables += "".join(f", $label{index}: String!" for index in range(asked.labels))
    texts = " ".join(
        f"file{index}: object(expression: $file{index}) {{ ... on Blob {{ text }} }}"
        for index in range(asked.files)
    )
    named = " ".join(
        f"label{index}: label(name: $label{index}) {{ {_LABEL} }}" for index in range(asked.labels)
    )
    board = _project(features, cards=asked.cards)
    node = f"project: node(id: $project) {{ {board} }}" if asked.project else ""
    lists = f"{LABELS().first} {MILESTONES().first}"
    others = " ".join(_foreign(index, each, features) for index, each in enumerate(asked.foreign))
    others += f" {_by_ids(features)}" if asked.ids else ""
    others += f" {_cards_by_ids(features)}" if asked.cards else ""
    return f"""query Verification({variables}) {{
      viewer {{ login }}
      repository(owner: $owner, name: $name) {{
        id nameWithOwner url owner {{ __typename login }}
        {register.SELECTION}
        {lists} {named}
        {texts}
        {_ISSUE_TYPES if features.issue_types else ""}
        {_ISSUE_FIELDS if features.issue_fields else ""}
        {_issues(features, asked)}
        {number_page.EXTENT}
      }}
      {node}
      {others}
    }}"""


def _issues(features: KnownFeatures, asked: Asked) -> str:
    """Return the selection of the first page of issues, or the last one, or none."""
    if not asked.ids:
        return f"issues({_ISSUES}) {{ nodes {{ {issue(features)} }} {_PAGE} }}"
    last = f"latest: issues({_LATEST}) {{ totalCount nodes {{ {issue(features)} }} }}"
    return last if asked.latest else ""


def _foreign(index: int, named: Reference, features: KnownFeatures) -> str:
    owner, _, name = (named.repository or "").partition("/")
    asked = f"issue(number: {named.number}) {{ {issue(features)} }}"
    return f'foreign{index}: repository(owner: "{owner}", name: "{name}") {{ {asked} }}'


def by_ids(features: KnownFeatures) -> str:
    """Return the document of further issues by their ids."""
    return f"query VerificationIssues($ids: [ID!]!) {{ {_by_ids(features)} }}"


def _by_ids(features: KnownFeatures) -> str:
    fields = f"{issue(features)} repository {{ nameWithOwner }}"
    return f"known: nodes(ids: $ids) {{ ... on Issue {{ {fields} }} }}"


def cards_by_ids(features: KnownFeatures) -> str:
    """Return the document of further cards by their ids."""
    return f"query VerificationCards($cards: [ID!]!) {{ {_cards_by_ids(features)} }}"


def _cards_by_ids(features: KnownFeatures) -> str:
    of = "project { id }"
    return f"cards: nodes(ids: $cards) {{ ... on ProjectV2Item {{ {of} {_card(features)} }} }}"


def more_issues(features: KnownFeatures) -> str:
    """Return what asks for further pages of issues."""
    asked = f"issues({_ISSUES}, after: $after) {{ nodes {{ {issue(features)} }} {_PAGE} }}"
    return f"repository(owner: $owner, name: $name) {{ {asked} }}"


def more_cards(features: KnownFeatures) -> str:
    """Return the question for further pages of the board's cards."""
    return f"""node(id: $project) {{ ... on ProjectV2 {{
        items(first: 100, after: $after, {_ARCHIVED}) {{
          totalCount nodes {{ {_card(features)} }} {_PAGE}
        }}
      }} }}"""


def issue(features: KnownFeatures) -> str:
    """Return the selection of an issue."""
    fields = ["id number title body url state stateReason labels(first: 100) { nodes { name } }"]
    fields.append("milestone { title } author { __typename login }")
    fields.append("authorAssociation viewerDidAuthor")
    fields.append("assignees(first: 10) { nodes { login } } locked activeLockReason")
    if features.pins:
        fields.append("isPinned")
    if features.duplicates:
        fields.append("duplicateOf { id }")
    if features.issue_types:
        fields.append("issueType { name }")
    if features.issue_fields:
        fields.append(_ISSUE_FIELD_VALUES)
    if features.sub_issues:
        fields.append("parent { id } subIssues(first: 100) { nodes { id } }")
    if features.dependencies:
        fields.append("blockedBy(first: 50) { nodes { id } }")
    if features.relations:
        fields.append("relatesTo(first: 100) { nodes { id } }")
    return " ".join(fields)
