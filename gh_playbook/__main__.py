"""`python -m gh_playbook`, which is `gh-playbook`."""

from gh_playbook.cli import main

if __name__ == "__main__":
    main()
