"""The project board itself: found by its owner and title, or created; linked to the repository."""

from dataclasses import replace

from gh_playbook.declaration.backlog.project import Project
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.declaration.wording import counted
from gh_playbook.github.reading import project_parsing, selection
from gh_playbook.model.change import Action, Change, Created, Difference, Mutation, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.project import DEFAULT_STATUS, STATUS, ExistingProject, ExistingView
from gh_playbook.model.project_field import BUILT_IN_FIELDS, ExistingField, ExistingOption
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import old_name, undo
from gh_playbook.modules.board import project_twin, project_undo, project_wire
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import GROUND, Mention, compare, describe, desired_fields
from gh_playbook.modules.project_access import CLOSED, unavailable

_ADVICE = (
    "a classic token needs the scope `project` (`gh auth refresh -s project`), a fine-grained one "
    "or an app the permission Projects of the organization (write), a person the right to change "
    "the owner's projects"
)
# The view that GitHub gives a new project (reports); the fields that it shows are unverified.
_FIRST_VIEW = ExistingView(
    UNBORN + "View 1",
    1,
    "View 1",
    "table",
    fields=("Title", "Assignees", STATUS, "Linked pull requests", "Sub-issues progress"),
)
# Fields whose names in differences differ from those of a project.
_ATTRIBUTES = {"closed": "is_closed"}


class ProjectModule(BoardModule[Project, ExistingProject]):
    """A project of the repository's owner."""

    name = "project"
    title = "Project"
    argument = Project
    existing = ExistingProject
    stage = GROUND
    mention = Mention.NAMED

    def key(self, desired: Project) -> str:
        """Return the project's title."""
        return desired.title

    def diff(self, desired: Project, world: World, context: Context) -> Change[ExistingProject]:
        """Compare existence, title, texts, visibility, state, and links."""
        change: Change[ExistingProject] = Change(
            self.name, desired.title, Action.UNSUPPORTED, "", desired.source, advice=_ADVICE
        )
        reason = unavailable(world)
        if reason:
            return replace(change, reason=reason)
        existing = world.project
        if existing is None:
            return _create(change, desired, world)
        warnings = tuple(f"has that title too: #{other}" for other in existing.namesakes)
        if not is_same(existing.title, desired.title):
            warnings += (old_name.told(existing.title),)
        change = replace(change, number=existing.number, url=existing.url, warnings=warnings)
        hurdle = _hurdle(desired, existing)
        if hurdle:
            return replace(change, action=Action.CONFLICT, reason=hurdle)
        closed = _said(desired.closed, existing.is_closed)
        waits = closed and not existing.is_closed and _lacks_cards(existing, world, context)
        said = desired_fields(desired, existing, ("description", "readme"))
        differences = compare(
            {
                "title": (existing.title, desired.title),
                "description": (existing.description, said["description"]),
                "readme": (existing.readme.strip(), said["readme"].strip()),
                "public": (existing.public, _said(desired.public, existing.public)),
                "closed": (existing.is_closed, closed and not waits),
            }
        )
        if differences:
            return _update(change, existing, differences, world)
        if not existing.is_linked:
            return _link(change, existing, world)
        reason = "is closed when all cards are there" if waits else "as declared"
        return replace(change, action=Action.SKIP, reason=reason)

    def record(
        self, change: Change[ExistingProject], world: World, payload: Payload | None
    ) -> None:
        """Put the project into the world."""
        if payload and "projectV2" in payload:
            project = project_parsing.project(payload["projectV2"], world.repository.id)
            before = world.project or project
            world.project = replace(
                project,
                items=before.items,
                updates=before.updates,
                namesakes=before.namesakes,
                closed_namesakes=before.closed_namesakes,
                is_new=before.is_new or change.action is Action.CREATE,
            )
        else:
            world.project = _with_present_parts(change.made, world.project)

    def landed(self, after: ExistingProject, payload: Payload) -> ExistingProject:
        """Return the project from GitHub's answer."""
        if "projectV2" not in payload:
            return after
        return replace(project_parsing.project(payload["projectV2"], ""), is_linked=after.is_linked)

    def remove(self, key: str, existing: ExistingProject, world: World) -> Change[ExistingProject]:
        """Delete the project; its cards count, also those that this run has removed before."""
        return Change(
            self.name,
            key,
            Action.REMOVE,
            f"with {counted(len(existing.items) + world.cards_removed, 'card')}",
            differences=(Difference("title", existing.title, None),),
            operations=(
                Mutation("deleteProjectV2", {"projectId": existing.id}, "clientMutationId"),
            ),
            before=replace(existing, items={}),
            number=existing.number,
            url=existing.url,
            advice=_ADVICE,
        )

    def forget(self, _change: Change[ExistingProject], world: World) -> None:
        """Note that the project no longer exists."""
        world.project = None

    def restore(self, past: Past, world: World) -> Change[ExistingProject]:
        """Compare the project with its state before the run; with cards it is not deleted."""
        now = world.project
        if now is not None:
            return project_undo.restore(past, now, world, self.remove)
        if past.after is not None:
            return undo.gone(past)
        change: Change[ExistingProject] = Change(self.name, past.key, Action.CREATE, "")
        made = _create(change, Project(title=past.before.title), world)
        return replace(made, reason="as before the run")

    def created(self, _key: str, world: World) -> Created | None:
        """Return the board: GitHub accepts any number of equal ones."""
        return project_twin.created(world)

    def twins(self, _key: str, own: Created, world: World) -> list[Created]:
        """Return the boards with this title, open or closed."""
        return project_twin.twins(own, world)

    def withdraw(
        self, _key: str, own: Created, older: Created, world: World
    ) -> Change[ExistingProject]:
        """Close the younger one of two equal boards, under another title."""
        return project_twin.withdraw(own, older, world)


def _with_present_parts(
    project: ExistingProject, present: ExistingProject | None
) -> ExistingProject:
    """Return a project with the parts that were added since its change was compared."""
    if present is None or present.id != project.id:
        return project
    parts = ("fields", "views", "items", "updates", "workflows")
    return replace(project, **{name: getattr(present, name) for name in parts})


def _said(declared: bool | None, existing: bool) -> bool:
    return existing if declared is None else declared


def _lacks_cards(project: ExistingProject, world: World, context: Context) -> bool:
    """Tell whether cards are still to come, which GitHub may refuse once it is closed [unverified].

    Reports say so about GitHub's page (Expensify/App#50841).
    """
    declared = context.project
    titles = {folded(each.draft.title) for each in project.items.values() if each.draft}
    drafts = () if declared is None else declared.drafts
    if any(folded(each.title) not in titles for each in drafts):
        return True
    keys = [key for key, each in context.issues.items() if each.card and not each.is_absent]
    return any(world.bound.get(key) not in project.items for key in keys)


def _hurdle(desired: Project, existing: ExistingProject) -> str:
    """Return what a person has to decide before the project is changed; usually an empty text."""
    if existing.is_closed:
        return CLOSED if desired.closed is None else ""
    others = sorted((*existing.namesakes, *existing.closed_namesakes))
    if desired.closed and others:
        named = ", ".join(f"#{number}" for number in others)
        return (
            f"once it is closed, nobody can tell it apart from {named}, which has the same title: "
            "give it another title"
        )
    return ""


def _create(
    change: Change[ExistingProject], desired: Project, world: World
) -> Change[ExistingProject]:
    return replace(
        change,
        action=Action.CREATE,
        reason="no such project",
        differences=(Difference("title", None, desired.title),),
        operations=(
            Mutation(
                "createProjectV2",
                {
                    "ownerId": world.repository.owner_id,
                    "repositoryId": world.repository.id,
                    "title": desired.title,
                },
                f"projectV2 {{ {selection.project(world.features)} }}",
            ),
        ),
        after=ExistingProject(
            UNBORN + desired.title,
            None,
            desired.title,
            None,
            is_linked=True,
            is_new=True,
            fields=_first_fields(world),
            views=(_FIRST_VIEW,),
        ),
    )


def _first_fields(world: World) -> tuple[ExistingField, ...]:
    """Return the fields that GitHub gives a new project."""
    built_in = [
        ExistingField(UNBORN + name, name, type)
        for name, type in BUILT_IN_FIELDS.items()
        if name != "Type" or world.features.issue_types
    ]
    options = tuple(
        ExistingOption(UNBORN + name, name, *rest) for name, rest in DEFAULT_STATUS.items()
    )
    return (*built_in, ExistingField(UNBORN + STATUS, STATUS, "single_select", None, options))


def _update(
    change: Change[ExistingProject],
    existing: ExistingProject,
    differences: tuple[Difference, ...],
    world: World,
) -> Change[ExistingProject]:
    fields = {_ATTRIBUTES.get(each.field, each.field): each.desired for each in differences}
    return replace(
        change,
        action=Action.UPDATE,
        reason=describe(differences),
        differences=differences,
        operations=project_wire.updating(existing, fields, world),
        before=replace(existing, items={}),
        after=replace(existing, **fields),
    )


def _link(
    change: Change[ExistingProject], existing: ExistingProject, world: World
) -> Change[ExistingProject]:
    return replace(
        change,
        action=Action.UPDATE,
        reason=f"linked to {world.repository.name}",
        differences=(Difference("repository", None, world.repository.name),),
        operations=(project_wire.linking(existing, world, is_linked=True),),
        before=replace(existing, items={}),
        after=replace(existing, is_linked=True),
    )
