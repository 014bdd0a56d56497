"""The questions about issues and the board: what the requests of a reading ask for."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.reading import (
    carded_issue,
    number_page,
    owner_snapshot,
    project_snapshot,
    referenced,
    selection,
)
from gh_playbook.github.reading.number_page import PAGE
from gh_playbook.github.reading.paging import Connection, Question, texts
from gh_playbook.github.reading.scope import Scope
from gh_playbook.model.existing import Features, Login, Repository
from gh_playbook.model.kept_reading import KeptReading
from gh_playbook.model.world import World


def early_questions(scope: Scope, features: Features, last: KeptReading) -> list[Question]:
    """Return the first questions of a reading, if nothing has changed since the last run."""
    return _early(scope, features, last).beginning(last)


def early_cards(scope: Scope, features: Features, last: KeptReading) -> Connection | None:
    """Return the cards with the issues in them, if the last run read all issues in this way."""
    if last.issues is not None or not last.is_dense:
        return None
    questions = _early(scope, features, last)
    _, cards = questions.common()
    return next((carded_issue.with_issues(each, questions.fields) for each in cards), None)


def _early(scope: Scope, features: Features, last: KeptReading) -> "IssueQuestions":
    repository = Repository(
        "", f"{scope.owner}/{scope.name}", "", scope.owner, "", owner_is_organization=False
    )
    world = World(repository, features, Login(scopes=last.scopes))
    return IssueQuestions(scope, world, last.project)


@dataclass(frozen=True)
class IssueQuestions:
    """The questions for the issues of a scope, and for the board with the id `project`."""

    scope: Scope
    world: World
    project: str | None

    def beginning(self, last: KeptReading) -> list[Question]:
        """Return the questions of the first request, if all is as it was in the last run.

        They are about the known issues, or else a page of all, or of cards with the issues in them.
        """
        questions, cards = self.common()
        if last.issues is not None:
            return [*questions, self.by_ids(last.issues), *(each.page for each in cards)]
        if len(last.card_pages) >= number_page.FEWEST:
            wide = [carded_issue.with_issues(each, self.fields) for each in cards]
            return [*questions, *(each.page for each in wide)]
        return [*questions, *(each.page for each in (self.listed(self.fields), *cards))]

    def listed(self, fields: str) -> Connection:
        """Return the connection of all issues, oldest first, to read page by page."""
        query = f"""repository(owner: $owner, name: $name) {{
            issues(first: {PAGE}, after: $after, orderBy: {{field: CREATED_AT, direction: ASC}}) {{
              nodes {{ {fields} }} {selection.PAGE}
            }}
          }}"""
        return Connection(Question(query, self._repository), "after", ("repository", "issues"))

    def common(self) -> tuple[list[Question], list[Connection]]:
        """Return the questions of each first request, and the connection of the board's cards."""
        owner = owner_snapshot.asked(self.world.login.scopes, self.scope, self._features)
        every = [Question(owner, self._repository)]
        every += referenced.questions(self.scope.references, self.world, self.fields)
        every += referenced.content_questions(self.scope.contents, self.world)
        if self.project is None:
            return every, []
        every.append(project_snapshot.whole(self.project, self.world.features))
        return every, [project_snapshot.cards(self.project, self.world.features)]

    def by_ids(self, ids: Sequence[str]) -> Question:
        """Return the question about the issues with these ids."""
        query = f"nodes(ids: $ids) {{ ... on Issue {{ {self.fields} repository {{ id }} }} }}"
        return Question(query, {"ids": ("[ID!]!", list(ids))})

    @property
    def _repository(self) -> dict[str, tuple[str, Any]]:
        return texts(owner=self.scope.owner, name=self.scope.name)

    @cached_property
    def _features(self) -> Features:
        """The features as they were before the owner's types and fields were taken in."""
        return self.world.features

    @cached_property
    def fields(self) -> str:
        """The selection of each issue."""
        fields = selection.issue(self._features)
        return f"{fields} {selection.PULL_REQUESTS}" if self.scope.pull_requests else fields
