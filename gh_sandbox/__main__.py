"""`python -m gh_sandbox`, which is `gh-sandbox`."""

from gh_sandbox.cli import main

if __name__ == "__main__":
    main()
