// Calls octokit as it is told: a line of JSON on the standard input for each call, a line of JSON
// with the status and the data for each answer. GITHUB_API and GITHUB_TOKEN say whom to ask.
import { createInterface } from "node:readline";
import { Octokit } from "octokit";

const octokit = new Octokit({
  auth: process.env.GITHUB_TOKEN,
  baseUrl: process.env.GITHUB_API,
  throttle: { enabled: false },
  retry: { enabled: false },
});

async function answer({ scope, name, route, parameters, paginate, query }) {
  if (query) return { status: 200, data: await octokit.graphql.paginate(query, parameters) };
  if (paginate) return { status: 200, data: await octokit.paginate(route, parameters) };
  const method = octokit.rest[scope]?.[name];
  return method ? method(parameters) : octokit.request(route, parameters);
}

for await (const line of createInterface({ input: process.stdin })) {
  let found;
  try {
    found = await answer(JSON.parse(line));
  } catch (error) {
    found = { status: error.status ?? 0, data: error.response?.data ?? String(error) };
  }
  console.log(JSON.stringify({ status: found.status, data: found.data ?? null }));
}
