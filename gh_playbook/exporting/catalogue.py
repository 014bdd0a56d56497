"""Labels, milestones and issue types in a backlog."""

from collections.abc import Sequence

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.yaml.yaml_value import Raw
from gh_playbook.exporting.choice import Choice
from gh_playbook.exporting.faithful import (
    UNFAITHFUL,
    Description,
    LabelDescription,
    LabelName,
    Line,
    Title,
    is_faithful,
)
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.formatting.yaml_text import Entry, InLine
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue, ExistingMilestone
from gh_playbook.model.world import World


@dataclass(frozen=True)
class Catalogue:
    """Writes the things of a world that issues can have, and notes undeclarable ones."""

    world: World
    left_out: LeftOut

    def labels(self) -> list[InLine]:
        """Return the section `labels`.

        Of names that only the tool finds equal, such as é and É, the first one can be declared.
        """
        found = []
        first: dict[str, str] = {}
        labels = self.world.labels.values()
        for each in sorted(labels, key=lambda each: (folded(each.name), each.name)):
            twin = first.setdefault(folded(each.name), each.name)
            reason = None
            if not is_faithful(LabelName, each.name):
                reason = "GitHub would not take its name any more"
            elif twin != each.name:
                reason = f"it differs from {twin} only in case"
            if reason:
                self.left_out.add("labels", f"the label {each.name}: {reason}")
                continue
            entry = InLine(name=each.name, color=Raw(each.color))
            if each.description and is_faithful(LabelDescription, each.description):
                entry["description"] = each.description
            elif each.description:
                what = f"the description of the label {each.name}: {UNFAITHFUL}"
                self.left_out.add("labels", what)
            found.append(entry)
        return found

    def milestones(
        self, issues: Sequence[ExistingIssue], choice: Choice
    ) -> list[ExistingMilestone]:
        """Return the milestones that a backlog can declare: all, or those that are open or used.

        If two titles differ only in case, only one can be declared: the open one, or else the
        first.
        """
        used = {each.milestone for each in issues}
        found: dict[str, ExistingMilestone] = {}
        for each in self.world.milestones.values():
            is_wanted = choice.kind == "all" or each.state == "open" or each.title in used
            if not is_wanted:
                continue
            twin = found.get(folded(each.title))
            reason = None
            if not is_faithful(Title, each.title):
                reason = "its title has characters that a backlog cannot contain"
            elif twin is not None:
                reason = f"it differs from {twin.title} only in case"
            if reason:
                self.left_out.add("milestones", f"the milestone {each.title}: {reason}")
                continue
            if each.description and not is_faithful(Description, each.description):
                what = f"the description of the milestone {each.title}: {UNFAITHFUL}"
                self.left_out.add("milestones", what)
            found[folded(each.title)] = each
        return sorted(found.values(), key=lambda each: each.number or 0)

    def types(self) -> list[InLine]:
        """Return the section `issue_types`."""
        found = []
        types = self.world.issue_types.values() if self.world.features.issue_types else ()
        for each in types:
            if not each.is_enabled or not is_faithful(Line, each.name):
                reason = "it is disabled" if not each.is_enabled else UNFAITHFUL
                self.left_out.add("issue_types", f"the issue type {each.name}: {reason}")
                continue
            entry = InLine(name=each.name)
            if each.description and is_faithful(Description, each.description):
                entry["description"] = each.description
            elif each.description:
                what = f"the description of the issue type {each.name}: {UNFAITHFUL}"
                self.left_out.add("issue_types", what)
            entry["color"] = each.color
            found.append(entry)
        return found


def milestone(each: ExistingMilestone) -> Entry | InLine | str:
    """Return an entry of the section `milestones`."""
    entry: Entry = [("title", each.title)]
    if each.description and is_faithful(Description, each.description):
        entry.append(("description", each.description))
    if each.due_on is not None:
        entry.append(("due_on", each.due_on))
    if each.state != "open":
        entry.append(("state", each.state))
    if len(entry) == 1:
        return each.title
    return entry if "\n" in each.description else InLine(entry)
