"""GitHub's GraphQL API: graphql-core executes; `resolvers/` answer, one file per kind."""
