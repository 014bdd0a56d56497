"""The title of a plan: its first heading, which stands above all others and is nothing else."""

from gh_playbook.importing.draft import PlanDraft, Unread
from gh_playbook.importing.markdown.section import Section


def entitle(draft: PlanDraft, root: Section) -> None:
    """Give a draft the title of its plan, which is then no line that was not understood.

    A heading that was read as something, or that is listed with a reason, is no title.
    """
    match root.sections:
        case [Section(level=1) as top]:
            others = [each for each in draft.unread if not _is_heading(each, top)]
            if len(others) < len(draft.unread):
                draft.title, draft.unread = top.title, others


def _is_heading(unread: Unread, section: Section) -> bool:
    return unread.line == section.line and unread.text.strip("# ") == section.title
