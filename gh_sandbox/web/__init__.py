"""Pages to look at what the sandbox holds: `invoke sandbox.start --web`.

They only read. Each page is one GraphQL query (`queries/`), asked of the sandbox's own engine
over a connection that cannot write, and one template (`templates/`) of the same name;
`page.py` joins the two. Addresses are GitHub's: put the pages' address in the place of
`https://github.com` in what `gh` prints.
"""
