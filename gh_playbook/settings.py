"""The settings of a run: options, and where they come from."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """The options of a run; `playbook` is its file, `only` the keys to restrict it to.

    `extra_vars` are variables as they were typed; `step` asks before each step. Without a
    `backlog`, it is the only one in the folder `backlogs`. `playbooks` is the user's own folder,
    where imported playbooks are looked for before the shipped ones. `report` is where the
    implementation report goes; its picture goes beside it. `plan` is the file that a dry run writes
    its plan to, and that a run applies; `checksum` is that of the plan to apply. `runs` is where
    journals are kept, `keep_runs` how many. `yes` answers yes to all questions. `full` reads all
    issues, even if those in the register would be enough. `lock` keeps a second run away while one
    writes; `lock_timeout` is the seconds to wait for another run. To change or take away more than
    `guard_share` percent of the things of one kind is asked about, if there are at least
    `guard_from` of them. `adopt` restricts a run to marking issues that are otherwise as declared.
    `undoes` is the id of the run that this one undoes; `deletes` says that it deletes the issues
    which that made, instead of closing them.
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
        """The folder of journals; those of the sandbox are beside its state."""
        return self.sandbox_dir / "runs" if self.sandbox else self.runs

    @property
    def report_path(self) -> Path:
        """The file of the report; for the sandbox it is beside its state."""
        return self.sandbox_dir / self.report if self.sandbox else self.report

    @property
    def memory(self) -> Path:
        """The folder of what runs remember; for the sandbox it is beside its state."""
        return self.sandbox_dir / ".gh-playbook" if self.sandbox else Path(".gh-playbook")
