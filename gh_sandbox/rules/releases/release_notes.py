"""Rules for the notes of a release that GitHub writes.

Source: GitHub docs, "Automatically generated release notes": the merged pull requests, the people
who contributed for the first time, and the comparison with the release before. The words are those
of releases that were made so. Unverified: the order of the pull requests, and what a tag without a
release before it is compared with. The sandbox does not read `.github/release.yml`; a repository
that has one gets an error.
"""

from gh_sandbox.errors import UnimplementedError, UnprocessableError
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.releases import release as releases
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row

_CONFIGURATIONS = (".github/release.yml", ".github/release.yaml")


def write(
    session: Session, repository: Row, tag: str, *, target: str | None, previous: str | None
) -> tuple[str, str]:
    """Return the name and the text of a release of a tag, which need not exist yet.

    `target` is the branch or SHA of a tag that does not exist, `previous` the tag to begin at.
    """
    repositories.require(session, repository, "WRITE", "GenerateReleaseNotes")
    head = _commit(session, repository, tag, target)
    _refuse_configuration(session, repository, head)
    before = previous or _latest_tag(session, repository, tag)
    base = None if before is None else _tagged(session, repository, before)
    if previous is not None and base is None:
        raise UnprocessableError(f"Invalid previous_tag parameter: {previous}")
    shas = set(git_objects.history(session.store, repository["id"], head, None))
    if base is not None:
        shas -= set(git_objects.history(session.store, repository["id"], base, None))
    page = f"{WEB}/{repositories.full_name(session, repository)}"
    merged = _merged(session, repository)
    among = [row for row in merged if row["merge_commit_sha"] in shas]
    compared = f"commits/{tag}" if base is None else f"compare/{before}...{tag}"
    parts = [*_changes(page, among), *_newcomers(page, merged, among)]
    return tag, "\n".join([*parts, f"**Full Changelog**: {page}/{compared}"])


def _changes(page: str, among: list[Row]) -> list[str]:
    if not among:
        return []
    lines = [f"* {row['title']} by @{row['login']} in {page}/pull/{row['number']}" for row in among]
    return ["## What's Changed", *lines, ""]


def _newcomers(page: str, merged: list[Row], among: list[Row]) -> list[str]:
    """Return the part about authors whose first merged pull request is among these."""
    first = {row["author_id"]: row["number"] for row in reversed(merged)}
    lines = [
        f"* @{row['login']} made their first contribution in {page}/pull/{row['number']}"
        for row in among
        if first[row["author_id"]] == row["number"]
    ]
    return ["## New Contributors", *lines, ""] if lines else []


def _merged(session: Session, repository: Row) -> list[Row]:
    """Return the merged pull requests with their authors, the earliest merge first."""
    return session.store.all(
        "SELECT issue.*, pull_request.*, owner.login FROM issue "
        "JOIN pull_request ON issue_id = issue.id JOIN owner ON owner.id = author_id "
        "WHERE repository_id = ? AND merged_at IS NOT NULL ORDER BY merged_at, number",
        repository["id"],
    )


def _latest_tag(session: Session, repository: Row, tag: str) -> str | None:
    row = releases.latest(session, repository)
    return None if row is None or row["tag_name"] == tag else str(row["tag_name"])


def _tagged(session: Session, repository: Row, tag: str) -> str | None:
    row = git_refs.find(session, repository, git_refs.TAGS + tag)
    return None if row is None else str(row["sha"])


def _commit(session: Session, repository: Row, tag: str, target: str | None) -> str:
    found = _tagged(session, repository, tag)
    if found is not None:
        return found
    return releases.target(session, repository, target or repository["default_branch"])


def _refuse_configuration(session: Session, repository: Row, head: str) -> None:
    there = git_objects.files(session.store, repository["id"], head)
    for path in _CONFIGURATIONS:
        if path in there:
            raise UnimplementedError(
                f"Release notes that follow {path} are not implemented by the sandbox."
            )
