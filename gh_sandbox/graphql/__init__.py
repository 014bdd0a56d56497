"""GitHub's GraphQL API: graphql-core executes requests, `resolvers/` has one file per kind."""
