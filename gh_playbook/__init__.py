"""gh-playbook: an Ansible-style, idempotent task runner for GitHub backlogs."""

# That of pyproject.toml. To ask the installed package for it takes as long as to read a backlog.
VERSION = "0.1.0"
