"""An issue as an entry of the backlog file, in the file's short forms."""

from gh_playbook.declaration.backlog.shorthand import INHERITED
from gh_playbook.exporting.board import BoardPart
from gh_playbook.exporting.issue import IssueContent
from gh_playbook.exporting.link import Links
from gh_playbook.exporting.short import FIELDS, Short
from gh_playbook.formatting.yaml_text import Entry, InLine, Remarked
from gh_playbook.frozen import dataclass

# The template that leaves the texts of existing issues as they are.
TEMPLATE = "text.md.j2"
_TEMPLATE_REMARK = "texts stay as they are: an issue gets a marker, and no text"
# The order of an issue's keys.
_ORDER = ("type", "labels", "milestone", "assignees", "state", "locked", "pinned", "priority")
_REST = ("size", "effort", "estimate", "sprint", "status")


@dataclass(frozen=True)
class IssueWriting:
    """Writes issues, in the short forms of the backlog."""

    short: Short
    links: Links | None
    board: BoardPart | None

    def short_forms(self, *, has_issues: bool) -> Entry:
        """Return the sections for the short forms that the issues rely on."""
        if not has_issues:
            return []
        short = self.short
        defaults: Entry = [("template", Remarked(TEMPLATE, _TEMPLATE_REMARK))]
        said = {**short.defaults, **({"labels": short.labels} if short.labels else {})}
        defaults += [
            (name, said[name]) for name in (*FIELDS[:1], "labels", *FIELDS[1:]) if name in said
        ]
        if short.not_below:
            rules = InLine(dict.fromkeys(short.not_below))
            defaults.append(("sub_issues", InLine(labels_from=rules)))
        entry: Entry = [("defaults", defaults)]
        if short.inherit != list(INHERITED):
            entry.append(("inherit", short.inherit))
        if short.labels_from:
            made: Entry = [
                (name, InLine(rule) if isinstance(rule, dict) else rule)
                for name, rule in short.labels_from.items()
            ]
            entry.append(("labels_from", made))
        return entry

    def issue(self, each: IssueContent) -> Entry:
        """Return an issue with its sub-issues."""
        issue = each.issue
        number = Remarked(issue.number, each.outsider) if each.outsider else issue.number
        entry: Entry = [("key", each.key), ("number", number), ("title", issue.title)]
        entry += self.links.parent(each) if self.links is not None else []
        for name in (*_ORDER, *_REST):
            entry += self._field(each, name)
        if each.fields:
            entry.append(("fields", InLine(each.fields)))
        if self.board is not None and not each.has_card:
            entry.append(("card", False))
        if each.is_archived:
            entry.append(("archived", True))
        if each.body:
            entry.append(("body", each.body))
        if self.links is not None:
            entry += self.links.entry(each)
            entry += self.links.children(each)
        entry += each.comments
        if each.children:
            entry.append(("sub_issues", [self.issue(child) for child in each.children]))
        return entry

    def _field(self, each: IssueContent, name: str) -> Entry:
        if name == "state":
            return list(each.closing)
        if name == "labels":
            implied = self.short.implied_labels(each)
            own = [label for label in each.labels if label not in implied]
            return [(name, own)] if own else []
        value = each.values.get(name)
        return [(name, value)] if value != self.short.implied(each, name) else []
