"""Names of repositories, OWNER/NAME, and addresses that people write instead of them."""

import re

from gh_playbook.late_pattern import late_pattern

# The characters that GitHub lets the names of owners and of repositories have.
_OWNER, _NAME = "[A-Za-z0-9][A-Za-z0-9_-]*", "[A-Za-z0-9._-]+"
_WHOLE = late_pattern(f"({_OWNER})/({_NAME})")
# Names that git uses: folders, and an ending that git adds itself.
_NO_NAMES, _SUFFIX = {".", ".."}, ".git"
_ADDRESS = late_pattern(
    rf"(?:[a-z+]+://)?(?:[^@/\s]+@)?(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?::\d+/|[/:])"
    rf"(?:repos/)?(?P<owner>{_OWNER})/(?P<name>{_NAME})(?:[/?#].*)?"
)
_SLASHES = late_pattern(rf"/?(?P<owner>{_OWNER})/(?P<name>{_NAME})(?:/|#\d*)?")
# A variable of a shell, of a workflow or of a template.
_VARIABLE = late_pattern(r"(?:\$\{\{|\$\{|\$|\{\{)\s*(?:[a-z]+\.)*(?P<name>[A-Za-z_]+)\s*\}*")
# The hosts of github.com: of its pages, its API, and of git through port 443.
_GITHUB = {"github.com", "www.github.com", "api.github.com", "ssh.github.com"}


def parted(text: str) -> tuple[str, str] | None:
    """Return owner and name of a repository; None if the text is something else."""
    found = _WHOLE.fullmatch(text)
    if found is None or found[2] in _NO_NAMES or found[2].endswith(_SUFFIX):
        return None
    return found[1], found[2]


def advice(text: str) -> str:
    """Return how to write a repository that was written in another way; empty if unknown.

    For an address on another server the advice names the server, too, because the name alone means
    the server that `gh` uses.
    """
    text = re.sub(r"\s*/\s*", "/", text.strip())
    if variable := _VARIABLE.fullmatch(text):
        name = variable["name"].upper()
        name = "GITHUB_REPOSITORY" if name == "REPOSITORY" else name
        return f': variables are not replaced here: write the name, or use --repo "${name}"'
    found = _ADDRESS.fullmatch(text) or _SLASHES.fullmatch(text)
    named = found and parted(f"{found['owner']}/{found['name'].removesuffix(_SUFFIX)}")
    if not found or named is None:
        return ""
    host = found.groupdict().get("host")
    server = f", and set GH_HOST={host}" if host and host.lower() not in _GITHUB else ""
    return f": write {'/'.join(named)}{server}"
