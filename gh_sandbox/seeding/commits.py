"""A seed's commits: files and a README on the default branch, and the commits of pull requests."""

from dataclasses import dataclass

from gh_sandbox.git import GitObject, Person
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.seeding.seed import VIEWER, Issue, PullRequest, Repository, SeedError
from gh_sandbox.state.store import Store, Value


@dataclass
class History:
    """The branches of one repository while its seed is written."""

    store: Store
    repository_id: int
    repository: Repository
    now: str
    tip: str | None = None

    def begin(self) -> None:
        """Write a README and the files to the default branch; an empty repository gets none."""
        if self.repository.default_branch is None:
            return
        readme = f"# {self.repository.name}\n\n{self.repository.description or ''}\n"
        blobs = {
            path: git_objects.write(
                self.store, self.repository_id, GitObject("blob", text.encode())
            )
            for path, text in {"README.md": readme, **self.repository.files}.items()
        }
        self.tip = self._commit("Initial commit", blobs)
        self._branch(self.repository.default_branch, self.tip)

    def pull_request(self, details: PullRequest, number: int, issue: Issue) -> dict[str, Value]:
        """Write an empty commit for a pull request, and the merge commit of a merged one."""
        base = self.tip
        if base is None:
            raise SeedError(f"{self.repository.name}#{number}: the repository has no commit")
        files = git_objects.files(self.store, self.repository_id, base)
        head = self._commit(issue.title, files, base)
        merge = None
        if details.merged:
            message = f"Merge pull request #{number}\n\n{issue.title}"
            merge = self.tip = self._commit(message, files, base, head)
            self._branch(details.base, merge)
        elif issue.state == "open":
            self._branch(details.head, head)
        return {"head_sha": head, "base_sha": base, "merge_commit_sha": merge}

    def _commit(self, message: str, files: git_objects.Files, *parents: str) -> str:
        author = Person(VIEWER, f"{VIEWER}@users.noreply.github.com", self.now)
        return git_objects.write_commit(
            self.store, self.repository_id, files, parents=parents, author=author, message=message
        )

    def _branch(self, name: str, sha: str) -> None:
        self.store.execute(
            "INSERT OR REPLACE INTO git_ref (repository_id, name, sha) VALUES (?, ?, ?)",
            self.repository_id,
            f"refs/heads/{name}",
            sha,
        )
