"""Generated issues, for `generate` of a seed's repository.

They are always the same: groups of a parent and nine sub-issues, each sub-issue blocked by the one
before it, with four labels and a milestone; two of seven are closed.
"""

from datetime import UTC, datetime, timedelta

from gh_sandbox.seeding.seed import Issue, Label, Milestone, Repository

GROUP = 10
LABELS = 40
MILESTONES = 6
_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
_BODY = "Some text, as long as that of an issue that somebody has thought about. " * 15


def filled(repository: Repository) -> Repository:
    """Return a repository with its generated issues, and with their labels and milestones."""
    if not repository.generate:
        return repository
    labels = [
        Label(name=name, color=f"{index * 419_430:06x}")
        for index, name in enumerate(label_names(repository))
    ]
    milestones = [Milestone(title=title) for title in milestone_titles(repository)]
    last = numbers(repository)[0] - 1
    issues = [_issue(last, index) for index in range(repository.generate)]
    return repository.model_copy(
        update={
            "labels": [*repository.labels, *labels],
            "milestones": [*repository.milestones, *milestones],
            "issues": [*repository.issues, *issues],
        }
    )


def numbers(repository: Repository) -> range:
    """Return the numbers of a repository's generated issues."""
    last = 0
    for issue in repository.issues:
        last = max(last, issue.number or last + 1)
    return range(last + 1, last + 1 + repository.generate)


def label_names(repository: Repository) -> list[str]:
    """Return the names of the labels for a repository's generated issues."""
    return [_label(index) for index in range(LABELS)] if repository.generate else []


def milestone_titles(repository: Repository) -> list[str]:
    """Return the titles of the milestones for a repository's generated issues."""
    return [_milestone(index) for index in range(MILESTONES)] if repository.generate else []


def _issue(last: int, index: int) -> Issue:
    number = last + index + 1
    first = index % GROUP == 0
    return Issue(
        number=number,
        title=f"Made-up issue {index + 1}",
        body=_BODY,
        state="closed" if index % 7 < 2 else "open",
        labels=[_label((index + offset) % LABELS) for offset in (0, 7, 17, 29)],
        milestone=_milestone(index % MILESTONES),
        parent=None if first else number - index % GROUP,
        blocked_by=[] if first else [number - 1],
        created_at=_BEGIN + timedelta(minutes=index),
    )


def _label(index: int) -> str:
    return f"made-up-{index}"


def _milestone(index: int) -> str:
    return f"Made-up milestone {index + 1}"
