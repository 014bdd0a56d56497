"""gh-playbook: an Ansible-style, idempotent task runner for GitHub backlogs."""
