// Asks a running server everything the public GraphQL-over-HTTP audit suite asks.
//
//   npm install --no-package-lock
//   URL=http://127.0.0.1:8080/graphql TOKEN=… node audit.mjs
//
// It exits with 1 unless every audit is "ok": a notice or a warning is a failure here.
import { auditServer } from 'graphql-http';

const url = process.env.URL;
const token = process.env.TOKEN;
if (!url) {
  console.error('URL is not set: give the address of the GraphQL endpoint');
  process.exit(1);
}

// The suite knows nothing of tokens, so each of its requests gets one here.
const fetchFn = (input, init = {}) => {
  const headers = new Headers(init.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers });
};

const results = await auditServer({ url, fetchFn });
const failures = results.filter(({ status }) => status !== 'ok');
for (const { id, name, status, reason } of failures) console.error(`${status} ${id} ${name}: ${reason}`);
console.log(`${results.length - failures.length} of ${results.length} audits ok`);
process.exit(results.length > 0 && failures.length === 0 ? 0 : 1);
