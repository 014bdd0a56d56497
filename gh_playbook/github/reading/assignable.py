"""Assignable accounts: the known logins that can be assigned to a repository's issues."""

from collections.abc import Sequence

from gh_playbook.declaration.name import is_same
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import parsing, selection
from gh_playbook.model.existing import ExistingAccount

_LIMIT = 50


def read(reader: Reader, repository: str, logins: Sequence[str]) -> list[ExistingAccount]:
    """Return the accounts of those logins that can be assigned. Raises GitHubError."""
    owner, name = repository.split("/")
    found: list[ExistingAccount] = []
    for start in range(0, len(logins), _LIMIT):
        some = logins[start : start + _LIMIT]
        document = f"""query Assignable($owner: String!, $name: String!) {{
          repository(owner: $owner, name: $name) {{ {selection.assignable(some)} }} }}"""
        variables = {"owner": owner, "name": name}
        part = reader.part(document, variables, request="assignees", needed=())
        node = part.data["repository"] or {}
        for index, login in enumerate(some):
            there = parsing.nodes(node.get(f"login{index}"))
            found += [
                ExistingAccount(each["id"], each["login"])
                for each in there
                if is_same(each["login"], login)
            ]
    return found
