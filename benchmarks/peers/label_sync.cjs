// Leads github-label-sync, which knows https and a host alone, to $GITHUB_API.
const { createRequire } = require('node:module')
const octonode = createRequire(process.argv[1])('octonode')
const api = new URL(process.env.GITHUB_API)
const { client } = octonode
octonode.client = (token) =>
  client(token, { protocol: api.protocol, hostname: api.hostname, port: api.port })
