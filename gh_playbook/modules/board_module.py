"""Kinds of things that belong to the board, or are the board itself."""

from gh_playbook.modules.module import After, Desired_contra, Module, Part


class BoardModule(Module[Desired_contra, After]):
    """A kind of thing of the board, which belongs to the owner and not to the repository."""

    is_in_repository = False
    scope = "project"
    permission = "Projects of the organization"
    reads = frozenset({Part.PROJECT})
