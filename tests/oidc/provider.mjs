// A certified provider of OpenID Connect (npm: oidc-provider) on this machine, which lies on request: what the program must not believe
// is made of its true answers. `provider.mjs PORT REDIRECT_URI SECRET`; says "ready" once it listens.
//
// POST /control {login, amr, deny}     who signs in next, with which methods, or that nobody does
//               {rotate}               signs with another key from now on
//               {fault}                about the next answers of the token endpoint: {claims}, {header}, {sign: 'none' | 'shared' | 'stranger'},
//                                      {status}, {wait}, {redirect}, {long}, {text}; null: none
// GET  /control                        how often each endpoint was asked
import { createServer } from 'node:http';
import * as jose from 'jose';
import { Provider } from 'oidc-provider';

const [port, redirectUri, secret] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const told = { login: 'nobody', amr: undefined, deny: false, fault: null };
const asked = {};
let key;
let provider;
let answer;

async function newKey(alg) {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), kid: crypto.randomUUID(), use: 'sig', alg };
}

async function grantAll(ctx) {
  const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}

async function begin(alg) {
  key = await newKey(alg);
  provider = new Provider(issuer, {
    clients: [{ client_id: 'khuyenhoc', client_secret: secret, redirect_uris: [redirectUri], response_types: ['code'], grant_types: ['authorization_code'], id_token_signed_response_alg: alg }],
    jwks: { keys: [key] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    loadExistingGrant: grantAll,
    cookies: { keys: ['only for tests'] },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'PS256', 'HS256'] },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === '/token') await lie(ctx);
  });
  answer = provider.callback();
}

async function signed(sign, header, claims) {
  if (sign === 'none') return `${jose.base64url.encode(JSON.stringify({ ...header, alg: 'none' }))}.${jose.base64url.encode(JSON.stringify(claims))}.`;
  const maker = new jose.SignJWT(claims);
  // The oldest trick: the public key, or the client's secret, as a shared one.
  if (sign === 'shared') return maker.setProtectedHeader({ ...header, alg: 'HS256' }).sign(new TextEncoder().encode(secret));
  const by = sign === 'stranger' ? await newKey(header.alg) : key;
  return maker.setProtectedHeader(header).sign(await jose.importJWK(by, header.alg));
}

async function lie(ctx) {
  const { fault, amr } = told;
  if (fault?.wait) await new Promise((resolve) => setTimeout(resolve, fault.wait));
  if (fault?.status) [ctx.status, ctx.body] = [fault.status, { error: 'server_error' }];
  if (fault?.redirect) [ctx.status, ctx.body] = [307, ''], ctx.set('location', fault.redirect);
  if (fault?.long) ctx.body = { ...ctx.body, padding: 'x'.repeat(1 << 20) };
  if (fault?.text !== undefined) ctx.body = fault.text;
  if (!ctx.body?.id_token || fault?.text !== undefined || (!fault && !amr)) return;
  const claims = { ...jose.decodeJwt(ctx.body.id_token), ...(amr ? { amr } : {}), ...fault?.claims };
  const header = { ...jose.decodeProtectedHeader(ctx.body.id_token), ...fault?.header };
  ctx.body = { ...ctx.body, id_token: await signed(fault?.sign, header, claims) };
}

/** A person who says who they are, or goes away. */
async function interact(req, res) {
  const result = told.deny ? { error: 'access_denied' } : { login: { accountId: told.login, amr: told.amr } };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}

async function control(req, res) {
  let text = '';
  for await (const piece of req) text += piece;
  if (text) {
    const { rotate, ...rest } = JSON.parse(text);
    Object.assign(told, rest);
    if (rotate) await begin(rotate);
  }
  res.setHeader('content-type', 'application/json').end(JSON.stringify(asked));
}

await begin('RS256');
createServer((req, res) => {
  const { pathname } = new URL(req.url, issuer);
  asked[pathname] = (asked[pathname] ?? 0) + 1;
  const act = pathname === '/control' ? control : pathname.startsWith('/interaction/') ? interact : answer;
  Promise.resolve(act(req, res)).catch((error) => {
    console.error(error);
    res.writeHead(500).end();
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
