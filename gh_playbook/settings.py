"""The settings of a run: its options, and their origin."""

from pathlib import Path

from gh_playbook.frozen import dataclass


@dataclass(frozen=True)
class Settings:
    """The options of a run; `playbook` is its file, `only` are the keys to restrict it to.

    `extra_vars` are variables as they were typed; `step` asks before each step. Without a
    `backlog`, it is the only one in the folder `backlogs`. `playbooks` is the user's own folder, in
    which imported playbooks are searched before the shipped ones. `report` is the path of the
    implementation report; its picture is beside it. `plan` is the file to which a dry run writes
    its plan, and which a run applies; `checksum` is the checksum of the plan to apply. `runs` is
    the folder of journals, `keep_runs` their largest number. `yes` answers yes to all questions.
    `full` reads all issues, even if those in the register would be enough. `lock` keeps a second
    run away while one writes; `lock_timeout` is the number of seconds to wait for another run. A
    run asks before it changes or removes more than `guard_share` percent of the things of one kind,
    if there are at least `guard_from` of them. `adopt` restricts a run to marking issues that are
    otherwise as declared. `undoes` is the id of the run that this one undoes; `deletes` says that
    undo deletes the issues which that run created, instead of closing them.
    """

    playbook: Path
    backlog: Path | None = None
    backlogs: Path = Path("playbooks/backlogs")
    playbooks: Path = Path("playbooks")
    repo: str | None = None
    tags: tuple[str, ...] = ()
    skip_tags: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    extra_vars: tuple[str, ...] = ()
    start_at_step: str | None = None
    step: bool = False
    templates: tuple[Path, ...] = ()
    dry_run: bool = False
    diff: bool = False
    sandbox: bool = False
    sandbox_dir: Path = Path(".sandbox")
    output: str = "text"
    detailed_exitcode: bool = False
    force: bool = False
    verbose: bool = False
    yes: bool = False
    adopt: bool = False
    plan: Path | None = None
    checksum: str | None = None
    runs: Path = Path(".gh-playbook/runs")
    keep_runs: int = 100
    full: bool = False
    lock: bool = True
    lock_timeout: float = 300.0
    guard_share: int = 30
    guard_from: int = 10
    undoes: str | None = None
    deletes: bool = False
    report: Path = Path("BACKLOG_IMPLEMENTATION_REPORT.md")

    @property
    def is_reviewed(self) -> bool:
        """Tell whether a run applies a plan that somebody has reviewed, and nothing else."""
        return not self.dry_run and (self.plan is not None or self.checksum is not None)

    @property
    def runs_path(self) -> Path:
        """The folder of journals; for the sandbox it is beside its state."""
        return self.sandbox_dir / "runs" if self.sandbox else self.runs

    @property
    def report_path(self) -> Path:
        """The file of the report; for the sandbox it is beside its state."""
        return self.sandbox_dir / self.report if self.sandbox else self.report

    @property
    def memory(self) -> Path:
        """The folder of data that runs keep; for the sandbox it is beside its state."""
        return self.sandbox_dir / ".gh-playbook" if self.sandbox else Path(".gh-playbook")
