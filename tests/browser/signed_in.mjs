// Who looks, for all checks in one place: an account of the demo by its login ("thuky"), or one in a role somewhere
// (['commune_officer', { id }], or a second one of them: ['commune_officer', { id }, 2]), which is opened when it is first asked for, as
// a keeper of accounts would, with a one-time code.
export const PASSWORD = 'nương ngô xanh bên suối';
const SEATS = { unit_officer: 'unit_id', citizen: 'household_id' };
const PROVINCE = 14;
/** Sessions by program and by who: each is begun once. */
const begun = new Map();

async function told(url, path, body, headers = {}) {
  const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const answer = await response.json();
  return { response, answer };
}

function good({ response, answer }, what) {
  if (!response.ok) throw new Error(`${what} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

function sessionFrom({ response, answer }, what) {
  good({ response, answer }, what);
  const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { cookie: cookies.join('; '), csrf: answer.csrf };
}

const headersOf = ({ cookie, csrf }) => ({ cookie, 'x-khuyenhoc-csrf': csrf });

/** The id of an account of that login: opened now, or by an earlier run on the same database. */
async function accountOf(url, keeper, login, role, seat) {
  const body = { login, name: `Người xem (${role})`, role, [SEATS[role] ?? 'place_id']: seat };
  const sent = { id: crypto.randomUUID(), province: PROVINCE, body };
  const { response, answer } = await told(url, '/api/commands/accounts.add', sent, headersOf(keeper));
  if (response.ok) return answer.answer.account_id;
  if (answer.refused?.code !== 'accounts.login_taken') throw new Error(`accounts.add answered ${response.status}: ${JSON.stringify(answer)}`);
  return (await accountNamed(url, login, seat)).account_id;
}

async function begin(url, who) {
  if (typeof who === 'string') return sessionFrom(await told(url, '/api/sign-in/demo', { login: who }), `signing in as ${who}`);
  const [role, { id }, which = 1] = who;
  const keeper = await session(url, 'quantri');
  const login = `${role.replace('_', '-')}.${id}.${which}`;
  const account_id = await accountOf(url, keeper, login, role, id);
  const { code } = good(await told(url, '/api/accounts/code', { account_id }, headersOf(keeper)), `a code for ${login}`);
  return sessionFrom(await told(url, '/api/one-time', { code, login, password: PASSWORD }), `the code of ${login}`);
}

/** The account at that seat whose login begins so, as a keeper of accounts finds it. */
export async function accountNamed(url, login, seat) {
  const { accounts } = good(await told(url, '/api/accounts', { q: String(seat) }, headersOf(await session(url, 'quantri'))), 'the accounts of a place');
  return accounts.find((one) => one.login.startsWith(login));
}

/** { cookie, csrf } of who. */
export function session(url, who) {
  const key = `${url} ${typeof who === 'string' ? who : `${who[0]} ${who[1].id} ${who[2] ?? 1}`}`;
  if (!begun.has(key)) begun.set(key, begin(url, who));
  return begun.get(key);
}

/** Signs a profile of the browser in, as `who`. Nobody: as a visitor. */
export async function signIn(context, url, who = 'thuky') {
  await context.clearCookies();
  if (who === 'nobody') return;
  const { cookie } = await session(url, who);
  const cookies = cookie.split('; ').map((one) => ({ name: one.slice(0, one.indexOf('=')), value: one.slice(one.indexOf('=') + 1), url, httpOnly: true, sameSite: 'Strict' }));
  await context.addCookies(cookies);
}

/** Stands between whoever speaks and the program: is given the address, what is said and the way to say it. */
let between = (path, body, say) => say(body);
export const standBetween = (act) => {
  between = act;
};

/** Asks and tells the program as `who`: `get` a path, `command` a change, `post` a question that has a body, `upload` a file. Each throws
    when it is refused; what was said is `refused` of the error. */
export function speaker(url, who = 'thuky') {
  async function answer(response, what) {
    if (response.ok) return response.json();
    const text = await response.text();
    const refused = response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text).refused : undefined;
    throw Object.assign(new Error(`${what} answered ${response.status}: ${text}`), { refused });
  }
  const headers = async () => headersOf(await session(url, who));
  const get = async (path) => answer(await fetch(url + path, { headers: await headers() }), path);
  const send = async (path, type, body) => fetch(url + path, { method: 'POST', headers: { 'content-type': type, ...(await headers()) }, body });
  const command = (name, body) =>
    between(`/api/commands/${name}`, body, async (said) => {
      const whole = JSON.stringify({ id: crypto.randomUUID(), province: PROVINCE, body: said });
      return (await answer(await send(`/api/commands/${name}`, 'application/json', whole), name)).answer;
    });
  const post = (path, body) =>
    between(path, body, async (said) => {
      const response = await send(path, 'application/json', JSON.stringify(said));
      return response.ok && !response.headers.get('content-type').startsWith('application/json') ? Buffer.from(await response.arrayBuffer()) : answer(response, path);
    });
  const upload = async (path, bytes, type) => answer(await send(path, type, bytes), path);
  return { get, command, post, upload };
}

/** What the program answers to `who`. */
export const getAs = (url, path, who) => speaker(url, who).get(path);
