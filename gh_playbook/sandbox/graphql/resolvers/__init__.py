"""What GraphQL's fields and mutations answer, one file per kind of thing."""

from gh_playbook.sandbox.graphql.resolvers import (
    comment,
    dependency,
    issue,
    issue_type,
    label,
    labelable,
    milestone,
    owner,
    project,
    pull_request,
    query,
    relation,
    repository,
    sub_issue,
    thread,
)

# Importing a module registers its resolvers.
KINDS = (
    comment,
    dependency,
    issue,
    issue_type,
    label,
    labelable,
    milestone,
    owner,
    project,
    pull_request,
    query,
    relation,
    repository,
    sub_issue,
    thread,
)
