"""The kinds of events that are kept of an issue or pull request, by REST's and GraphQL's names.

Sources: GitHub docs, "Issue event types"; GitHub's REST description and GraphQL schema. Node ids
are opaque to clients; the prefixes of some are as seen, those of others made.
"""

from dataclasses import dataclass

_KINDS = """
closed ClosedEvent CE
reopened ReopenedEvent REE
merged MergedEvent ME
labeled LabeledEvent LE
unlabeled UnlabeledEvent UNLE
assigned AssignedEvent AE
unassigned UnassignedEvent UAE
milestoned MilestonedEvent MIE
demilestoned DemilestonedEvent DME
renamed RenamedTitleEvent RTE
locked LockedEvent LOE
unlocked UnlockedEvent ULE
pinned PinnedEvent PINE
unpinned UnpinnedEvent UPINE
mentioned MentionedEvent MEE
subscribed SubscribedEvent SE
comment_deleted CommentDeletedEvent CDE
cross-referenced CrossReferencedEvent CRE
referenced ReferencedEvent REFE
marked_as_duplicate MarkedAsDuplicateEvent MADE
unmarked_as_duplicate UnmarkedAsDuplicateEvent UMADE
issue_type_added IssueTypeAddedEvent ITAE
issue_type_changed IssueTypeChangedEvent ITCE
issue_type_removed IssueTypeRemovedEvent ITRE
issue_field_added IssueFieldAddedEvent IFAE
issue_field_changed IssueFieldChangedEvent IFCE
issue_field_removed IssueFieldRemovedEvent IFRE
sub_issue_added SubIssueAddedEvent SIAE
sub_issue_removed SubIssueRemovedEvent SIRE
parent_issue_added ParentIssueAddedEvent PIAE
parent_issue_removed ParentIssueRemovedEvent PIRE
blocked_by_added BlockedByAddedEvent BBAE
blocked_by_removed BlockedByRemovedEvent BBRE
blocking_added BlockingAddedEvent BAE
blocking_removed BlockingRemovedEvent BRE
transferred TransferredEvent TRE
convert_to_draft ConvertToDraftEvent CTDE
ready_for_review ReadyForReviewEvent RFRE
base_ref_changed BaseRefChangedEvent BFCE
head_ref_deleted HeadRefDeletedEvent HRDE
review_requested ReviewRequestedEvent RRE
review_request_removed ReviewRequestRemovedEvent RRRE
review_dismissed ReviewDismissedEvent RDE
added_to_project_v2 AddedToProjectV2Event ATPVTE
removed_from_project_v2 RemovedFromProjectV2Event RFPVTE
converted_from_draft ConvertedFromDraftEvent CFDE
project_v2_item_status_changed ProjectV2ItemStatusChangedEvent PVTISC
"""
# Kinds that GitHub has and the sandbox lacks.
NOT_KEPT = (
    "added_to_merge_queue auto_merge_enabled auto_squash_enabled automatic_base_change_failed "
    "automatic_base_change_succeeded base_ref_deleted base_ref_force_pushed commit-commented "
    "connected converted_to_discussion deployed deployment_environment_changed disconnected "
    "head_ref_force_pushed head_ref_restored line-commented removed_from_merge_queue "
    "unsubscribed user_blocked"
)
CROSS_REFERENCED = "cross-referenced"


@dataclass(frozen=True)
class TimelineKind:
    """A kind: its name in REST (`labeled`), its type in GraphQL, and the prefix of its node ids."""

    event: str
    type: str
    prefix: str


KINDS = {
    kind.event: kind
    for kind in (TimelineKind(*line.split()) for line in _KINDS.split("\n") if line)
}
