// Serves OpenID Connect on a free port of this machine until its standard input ends,
// for one client: node provider.mjs ID SECRET REDIRECT. It lets anybody in under the
// name that they type, and says its issuer on a line of its own.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [id, secret, redirect] = process.argv.slice(2);
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: id, client_secret: secret, redirect_uris: [redirect], grant_types: ["authorization_code"], response_types: ["code"] }],
    pkce: { required: () => true },
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    cookies: { keys: ["of a test alone"] },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.resume().on("end", () => process.exit());
