"""The first files of a repository: a small backlog of its real labels, and files to run it."""

from gh_playbook.exporting.choice import Choice
from gh_playbook.exporting.export import export
from gh_playbook.model.world import World

_EXAMPLE = """
# Issues. The key is a name of your choice, by which an issue is found again. Remove the `# `:
#
# issues:
#   - key: guide
#     title: Write a guide
#     labels: []
#     description: Newcomers do not know where to begin.
#     acceptance_criteria:
#       - A stranger gets it running in ten minutes
#     sub_issues:
#       - {key: guide-outline, title: Outline the guide}
#       - {key: guide-text, title: Write the text, blocked_by: [guide-outline]}
#
# A board. It is found by its title among the owner's projects, or created:
#
# project:
#   title: The plan
#   fields:
#     - name: Status
#       value: status
#       options: [Backlog, In Progress, Done]
#
# `gh-playbook lint` lists mistakes in this file, `all --dry-run` shows what a run would do, and
# `all` does it. `gh-playbook export` writes a backlog with the issues that exist already.
"""
TASKS = '''"""The commands of gh-playbook, for Invoke: `invoke --list` names them."""

from gh_playbook.tasks import namespace

__all__ = ["namespace"]
'''
IGNORED = (".gh-playbook/", ".sandbox/")
# The actions are those of this repository's own workflows.
WORKFLOW = """# Pull requests show what the backlog would change, the default branch makes it so.
name: Backlog

on:
  push:
    branches: [main]
    paths: ["playbooks/**", "templates/**"]
  pull_request:
    paths: ["playbooks/**", "templates/**"]

permissions:
  contents: write # for the git reference in which runs keep their register
  issues: write

concurrency: backlog

jobs:
  backlog:
    runs-on: ubuntu-24.04
    env:
      # A token with the scopes `repo` and `project`, for the board. Without it, the rest is done.
      GH_TOKEN: ${{ secrets.PROJECT_TOKEN || github.token }}
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0
        with:
          python-version: "3.13"
      # The repository's variable GH_PLAYBOOK says what pip installs: the URL of a wheel, or
      # git+https://… with the commit that you trust.
      - run: pip install "$GH_PLAYBOOK"
        env:
          GH_PLAYBOOK: ${{ vars.GH_PLAYBOOK }}
      - run: gh-playbook lint --format github
      - if: github.event_name == 'pull_request'
        run: gh-playbook all --dry-run --diff
      - if: github.event_name != 'pull_request'
        run: gh-playbook all
"""


def backlog(world: World) -> str:
    """Return a small backlog, with comments, of the existing labels and milestones."""
    found = export(world, Choice(), frozenset({"labels", "milestones"}), lambda _ids: {})
    _, _, text = found.text.partition("\n")
    head = (
        f"# The backlog of {world.repository.name}: what the repository should have.\n"
        "# It has these labels and milestones now. What you change here, a run changes there.\n"
    )
    return head + text + _EXAMPLE


def playbook(shipped: str) -> str:
    """Return a playbook for the user, made from the shipped one."""
    head = (
        "# What `all` does, in this order. It uses this file instead of its own. Remove the lines\n"
        "# that you do not want. The imported playbooks come with the tool.\n"
    )
    steps = [line for line in shipped.splitlines() if not line.startswith("#")]
    return head + "\n".join(steps) + "\n"


def ignored(present: str) -> str:
    """Return a .gitignore for the files that should not be committed."""
    known = {line.strip().strip("/") for line in present.splitlines()}
    missing = [each for each in IGNORED if each.strip("/") not in known]
    start = present if not present or present.endswith("\n") else f"{present}\n"
    return start + "".join(f"{each}\n" for each in missing)
