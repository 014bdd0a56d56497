"""GitHub Actions, as far as workflows of `run:` steps need them: the repository's workflows run.

From an event to a run: `occurrences/` notes what happens, with its payload, and then

trigger.py      tells which workflows an event starts
engine.py       stores runs, and passes them on one after another
runner.py       runs the jobs of one: its steps in processes of their own
log_archive.py  makes the archive of what a run's jobs printed
workflow.py     reads a workflow's file;  expression.py  evaluates `${{ … }}`

What a workflow asks for and the sandbox does not do, such as `uses:`, is a failure of its run that
names it, and then no step of it is run.

Steps are commands, and they run on this machine, with the rights of who started the sandbox. So
they run only where that was asked for: `sandbox.start` says that they will, `--no-actions` keeps
them from it, and a server that is started in another way or that has a port does not run them
unless told. A step gets an empty folder that is removed afterwards, its own home, and of the
environment only the search path.

Sources: GitHub docs, "Workflow syntax for GitHub Actions", "Events that trigger workflows",
"Contexts", "Evaluate expressions in workflows and actions", "Workflow commands", "Use GITHUB_TOKEN
for authentication in workflows".
"""
