"""The board's drafts in a pull: their titles, their texts and the values of their cards."""

from collections.abc import Collection, Iterator

from gh_playbook.declaration.backlog.project import Draft, Project
from gh_playbook.declaration.name import find, folded
from gh_playbook.frozen import dataclass
from gh_playbook.model.project import ExistingDraft, ExistingItem, ExistingProject
from gh_playbook.model.register import Register
from gh_playbook.modules.old_name import renamed_by_people
from gh_playbook.pulling.last_written import DRAFT_VALUES, LastWritten
from gh_playbook.pulling.part import BacklogPart, of_card, under_project


@dataclass(frozen=True)
class PulledDrafts:
    """The drafts of a declared board and of the existing one.

    `set_once` are the fields of the board whose values belong to people.
    """

    project: Project
    board: ExistingProject
    set_once: Collection[str]
    register: Register
    last: LastWritten

    def parts(self) -> Iterator[BacklogPart]:
        """Yield the declared values of existing drafts, and of their cards."""
        for draft in self.project.drafts:
            item = self._item(draft)
            if item is not None and item.draft is not None and not item.is_archived:
                yield self._text(draft, item.draft)
                yield self._values(draft, item, item.draft)

    def _item(self, draft: Draft) -> ExistingItem | None:
        """Return the card of a draft by its title, or the card that people renamed."""
        items = {each.draft.title: each for each in self.board.items.values() if each.draft}
        texts = {title: each.draft for title, each in items.items() if each.draft}
        declared = {folded(each.title) for each in self.project.drafts}
        theirs = renamed_by_people(self.register.thing("draft", draft.title), texts, declared)
        found = find(draft.title, items.values(), _title)
        return found or (items[theirs.title] if theirs else None)

    def _text(self, draft: Draft, existing: ExistingDraft) -> BacklogPart:
        return BacklogPart(
            module="draft",
            name=existing.title,
            key=f"draft {draft.title}",
            desired=draft,
            place=under_project("drafts", draft.title),
            said={"title": draft.title, **({"body": draft.body} if draft.says("body") else {})},
            existing={"title": existing.title, "body": existing.body.strip()},
            last={"title": draft.title, **self.last.of("draft", draft.title)},
        )

    def _values(self, draft: Draft, item: ExistingItem, existing: ExistingDraft) -> BacklogPart:
        set_once = {folded(each) for each in self.set_once}
        said = {name: value for name, value in draft.fields.items() if folded(name) not in set_once}
        now = {folded(name): value for name, value in item.values.items()}
        known = self.last.of(DRAFT_VALUES, draft.title)
        before = {folded(name): value for name, value in known.items()}
        place = under_project("drafts", draft.title)
        return BacklogPart(
            module=DRAFT_VALUES,
            name=existing.title,
            key=f"draft {draft.title}",
            desired=draft,
            place=lambda editor: editor.within(place(editor), "fields"),
            said=said,
            existing={name: now.get(folded(name)) for name in said},
            last={name: before.get(folded(name)) for name in said if known},
            forms=dict.fromkeys(said, of_card),
            reported=("draft", draft.title),
        )


def _title(item: ExistingItem) -> str:
    return item.draft.title if item.draft else ""
