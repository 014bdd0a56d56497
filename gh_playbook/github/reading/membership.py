"""Membership: whether GitHub shows this login the members of an organization.

Members can keep their membership private. GitHub then shows them as outsiders to every token that
may not read the organization (reports): a token without the scope `read:org`, a workflow's token,
the token of a person who is not a member. No answer tells whether a fine-grained token may read it.
"""

from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.github.reader import Reader

_QUERY = """query Membership($owner: String!) {
  organization(login: $owner) { viewerIsAMember }
}"""
# GitHub's documentation, "Scopes for OAuth apps": each of these scopes may read the organization.
_READING = {"read:org", "write:org", "admin:org"}


def sees_members(reader: Reader, owner: str) -> bool:
    """Tell whether members of an organization are shown as members; False if unknown.

    Raises AuthenticationError.
    """
    try:
        data = reader.query(_QUERY, {"owner": owner}, request="membership")
    except AuthenticationError:
        raise
    except GitHubError:
        return False
    is_member = (data["organization"] or {}).get("viewerIsAMember") is True
    return is_member and bool(_READING.intersection(reader.scopes or ()))
