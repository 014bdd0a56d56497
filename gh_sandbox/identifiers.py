"""Node ids in the form of GitHub's: a prefix for the type and a packed path of database ids.

GitHub calls node ids opaque ("GraphQL global node IDs" in its documentation); the packing,
MessagePack in URL-safe base64, is as reported. It makes `I_kwDO…` of an issue.
"""

import base64
import binascii
from dataclasses import dataclass

from gh_sandbox.timeline_kind import KINDS

PREFIXES = {
    "User": "U",
    "Organization": "O",
    "Bot": "BOT",
    "Repository": "R",
    "Label": "LA",
    "Milestone": "MI",
    "IssueType": "IT",
    "Issue": "I",
    "PullRequest": "PR",
    "IssueComment": "IC",
    "UserContentEdit": "UCE",
    "Reaction": "REA",
    "LinkedBranch": "LB",
    "IssueFieldText": "IFT",
    "IssueFieldNumber": "IFN",
    "IssueFieldDate": "IFD",
    "IssueFieldSingleSelect": "IFSS",
    "IssueFieldMultiSelect": "IFMS",
    "IssueFieldSingleSelectOption": "IFSSO",
    "IssueFieldTextValue": "IFTV",
    "IssueFieldNumberValue": "IFNV",
    "IssueFieldDateValue": "IFDV",
    "IssueFieldSingleSelectValue": "IFSSV",
    "IssueFieldMultiSelectValue": "IFMSV",
    "Ref": "REF",
    "Commit": "C",
    "Blob": "B",
    "Tree": "T",
    "Tag": "TA",
    "CommitComment": "CC",
    "Gist": "G",
    "GistComment": "GC",
    # Unverified.
    "Team": "TM",
    "PullRequestReview": "PRR",
    "PullRequestReviewComment": "PRRC",
    "PullRequestReviewThread": "PRRT",
    "ReviewRequest": "RR",
    "RepositoryTopic": "RT",
    "Topic": "TO",
    "Language": "LAN",
    "ProjectV2": "PVT",
    "ProjectV2Field": "PVTF",
    "ProjectV2SingleSelectField": "PVTSSF",
    # Unverified: the prefixes of multi selects and status updates.
    "ProjectV2MultiSelectField": "PVTMSF",
    "ProjectV2ItemFieldMultiSelectValue": "PVTFMSV",
    "ProjectV2StatusUpdate": "PVTSU",
    "ProjectV2IterationField": "PVTIF",
    "ProjectV2Item": "PVTI",
    "ProjectV2ItemFieldDateValue": "PVTFDV",
    "ProjectV2ItemFieldIterationValue": "PVTFIV",
    "ProjectV2ItemFieldNumberValue": "PVTFNV",
    "ProjectV2ItemFieldSingleSelectValue": "PVTFSV",
    "ProjectV2ItemFieldTextValue": "PVTFTV",
    "ProjectV2View": "PVTV",
    "ProjectV2Workflow": "PWF",
    "DraftIssue": "DI",
    "Release": "RE",
    "ReleaseAsset": "RA",
    "StatusContext": "SC",
    "StatusCheckRollup": "SCR",
    "PinnedIssue": "PI",
    "Workflow": "W",
    "WorkflowRun": "WFR",
    # The job of a workflow is a check run, too.
    "CheckRun": "CR",
    "CheckSuite": "CS",
    "App": "A",
}
PREFIXES |= {kind.type: kind.prefix for kind in KINDS.values()}
_TYPES = {prefix: name for name, prefix in PREFIXES.items()}
_ARRAY_OF_2, _ARRAY_OF_3, _UINT32 = b"\x92\x00", b"\x93\x00", b"\xce"


@dataclass(frozen=True)
class NodeId:
    """The content of a node id: the type's name and the database id."""

    type: str
    database_id: int


def encode(type_name: str, database_id: int, *, within: int | None = None) -> str:
    """Return the node id of a thing, `within` its repository or owner."""
    path = _UINT32 + database_id.to_bytes(4, "big")
    if within is None:
        packed = _ARRAY_OF_2 + path
    else:
        packed = _ARRAY_OF_3 + _UINT32 + within.to_bytes(4, "big") + path
    return f"{PREFIXES[type_name]}_{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def decode(node_id: str) -> NodeId | None:
    """Parse a node id; None for any other text."""
    prefix, _, text = node_id.partition("_")
    name = _TYPES.get(prefix)
    if name is None:
        return None
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(packed) not in (7, 12) or packed[:2] not in (_ARRAY_OF_2, _ARRAY_OF_3):
        return None
    return NodeId(name, int.from_bytes(packed[-4:], "big"))
