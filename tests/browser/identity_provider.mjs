// An identity provider for the tests of sign-in: a certified OpenID implementation with a few
// people who need no password. On this computer only.
// Usage: node identity_provider.mjs PORT CLIENT_SECRET REDIRECT_URI
import { Provider } from 'oidc-provider';

const [port, secret, redirect] = process.argv.slice(2);
const PEOPLE = {
  nadia: { email: 'nadia@network.example', name: 'Nadia Admin', groups: [] },
  mia: { email: 'Mia@cedar.example', name: 'Mia Manager', groups: [] },
  rui: { email: 'rui@network.example', name: 'Rui Reviewer', groups: [] },
  vera: { email: 'vera@network.example', name: 'Vera Viewer', groups: ['readiness-viewers'] },
  nils: { email: 'nils@elsewhere.example', name: 'Nils Nobody', groups: ['others'] },
};
const SCOPES = 'openid email profile groups';

const page = (ctx, body) => {
  ctx.type = 'html';
  ctx.body = `<!doctype html><html lang="en"><title>Identity provider</title>${body}</html>`;
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'readiness',
      client_secret: secret,
      redirect_uris: [redirect],
      post_logout_redirect_uris: [redirect],
    },
  ],
  claims: { email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
  conformIdTokenClaims: false, // the app reads the ID token only
  pkce: { required: () => true },
  cookies: { keys: ['of this test run only'] },
  ttl: { Session: 3600, IdToken: 3600, AccessToken: 600, Grant: 3600, Interaction: 600 },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) =>
        page(ctx, `${form}<button form="op.logoutForm" name="logout" value="yes">Leave</button>`),
    },
  },
  interactions: { url: (ctx, interaction) => `/who/${interaction.uid}` },
  findAccount: (ctx, id) =>
    PEOPLE[id] && {
      accountId: id,
      claims: () => ({ sub: id, email_verified: true, ...PEOPLE[id] }),
    },
  // Nobody is asked whether the app may know who they are.
  loadExistingGrant: async ({ oidc }) => {
    const { clientId } = oidc.client;
    const grant = new provider.Grant({ clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope(SCOPES);
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  const [, who, uid, person] = ctx.path.split('/');
  if (who !== 'who') return next();
  if (!person) {
    const link = (id) => `<p><a href="/who/${uid}/${id}">${PEOPLE[id].name}</a></p>`;
    return page(ctx, `<h1>Who are you?</h1>${Object.keys(PEOPLE).map(link).join('')}`);
  }
  ctx.respond = false;
  return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: person } });
});

for (const event of ['authorization.error', 'grant.error', 'server_error', 'end_session.error']) {
  provider.on(event, (ctx, error) => console.log(event, error.message, error.error_description));
}
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
