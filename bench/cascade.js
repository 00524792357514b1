// The program's kernel beside DuckDB's SQL on the same rows, interleaved in one run, one call per sample.
//   node cascade.js BENCH_CASCADE FOLDER [--persons N] [--samples S] [--out NAME] [--quiet-wait SECONDS] [--rows FILE [--no-nation]]
// BENCH_CASCADE: the built program; FOLDER: where the CSV files are made. Writes NAME.md and NAME.json; with --rows also the
// lines that run.py puts into its table, among them the nation beside a pure read of the same bytes.
// Needs `npm install` in this folder.
import { DuckDBInstance } from '@duckdb/node-api';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [program, folder, ...rest] = process.argv.slice(2);
const option = (name, otherwise) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : otherwise);
const persons = Number(option('--persons', 1404587));
const samples = Number(option('--samples', 9));
const out = option('--out', join(folder, 'cascade'));
const quietWait = Number(option('--quiet-wait', 6));

/// Share of processor time that was idle over a moment.
async function idleShare() {
  const read = () => readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  const before = read();
  await new Promise((done) => setTimeout(done, 100));
  const after = read();
  const spent = after.map((n, i) => n - before[i]);
  const all = spent.reduce((a, b) => a + b, 0);
  return all ? (spent[3] + spent[4]) / all : 1;
}

async function waitForQuiet() {
  const end = Date.now() + quietWait * 1000;
  let idle = await idleShare();
  while (idle < 0.85 && Date.now() < end) idle = await idleShare();
  return idle;
}

function startKernel() {
  const child = spawn(program, ['serve', String(persons)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  return {
    ready: next(),
    run: async (op) => {
      child.stdin.write(op + '\n');
      return next();
    },
    stop: () => child.stdin.end(),
  };
}

async function startDuck() {
  const duck = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  const file = (name) => `'${join(folder, name)}'`;
  const tiny = (names) => names.map((n) => `'${n}':'UTINYINT'`).join(',');
  const scores = Array.from({ length: 10 }, (_, i) => `s${i + 1}`);
  await duck.run(`CREATE TABLE persons AS SELECT * FROM read_csv(${file('persons.csv')}, header=true, columns={'person_id':'BIGINT','household_id':'INTEGER','clan_id':'INTEGER','hamlet_id':'INTEGER','commune_id':'INTEGER','unit_id':'INTEGER','birth_year':'SMALLINT',${tiny(['sex', 'ethnic', 'flags', 'in_scope', 'out_of_school', ...scores])}})`);
  await duck.run(`CREATE TABLE households AS SELECT * FROM read_csv(${file('households.csv')}, header=true, columns={'household_id':'INTEGER','hamlet_id':'INTEGER','commune_id':'INTEGER','clan_id':'INTEGER',${tiny(['c1', 'c2', 'c3'])}})`);
  await duck.run(`CREATE TABLE clans AS SELECT * FROM read_csv(${file('clans.csv')}, header=true, columns={'clan_id':'INTEGER','home_hamlet_id':'INTEGER',${tiny(['has_fund'])}})`);
  await duck.run(`CREATE TABLE hamlets AS SELECT * FROM read_csv(${file('hamlets.csv')}, header=true, columns={'hamlet_id':'INTEGER','commune_id':'INTEGER'})`);
  const sql = (op) => readFileSync(join(here, `cascade_duckdb_${op}.sql`), 'utf8').split(/;\s*\n/).map((s) => s.trim().replace(/;$/, '')).filter(Boolean);
  return {
    run: async (op) => {
      const statements = sql(op);
      const start = performance.now();
      let rows;
      for (const statement of statements) rows = await (await duck.runAndReadAll(statement)).getRows();
      return { ms: performance.now() - start, rows: rows.map((row) => row.map(Number)) };
    },
  };
}

/// The kernel's hash of the cube, from DuckDB's rows (commune, status, sex, ethnic, band, count) in its order.
function cubeHash(rows) {
  let hash = 0n;
  for (const [commune, status, sex, ethnic, band, n] of rows.map((row) => row.map(BigInt))) {
    hash = (hash * 31n + ((commune * 3n + status) * 2n + sex) * 13n * 8n + ethnic * 8n + band) % 1000000007n;
    hash = (hash * 31n + n) % 1000000007n;
  }
  return Number(hash);
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const shown = (ms) => (ms < 0.1 ? `${(ms * 1000).toFixed(2)} µs` : ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(0)} ms`);

mkdirSync(folder, { recursive: true });
if (!existsSync(join(folder, 'persons.csv'))) execFileSync(program, ['csv', String(persons), folder]);
const kernel = startKernel();
const ready = await kernel.ready;
const duck = await startDuck();

// First the answers, then the times.
const agreed = {};
const a1 = (await duck.run('a1')).rows;
agreed.a1 = same(a1.map((row) => row.slice(1)), ready.table);
agreed.a2 = same((await duck.run('a2')).rows, a1);
agreed.d = same((await duck.run('d')).rows[0], (await kernel.run('d')).extra);
const cube = (await duck.run('e')).rows;
agreed.e = same([cube.length, cubeHash(cube)], (await kernel.run('e')).extra);

const peers = [
  { op: 'a1', what: 'full evaluation, result by commune', kernel: 'a', goal: 200 },
  { op: 'a2', what: 'full evaluation, every title stored', kernel: 'a', goal: 200 },
  { op: 'd', what: '20 what-ifs in one call', kernel: 'd', goal: 150 },
  { op: 'e', what: 'dashboard cube', kernel: 'e', goal: 50 },
];
for (const peer of peers) Object.assign(peer, { native: [], duck: [] });
let quiet = 0;
let taken = 0;
for (let sample = 0; sample < samples; ++sample) {
  for (const peer of peers) {
    for (const side of ['native', 'duck']) {
      quiet += (await waitForQuiet()) >= 0.85;
      ++taken;
      peer[side].push((side === 'native' ? await kernel.run(peer.kernel) : await duck.run(peer.op)).ms);
    }
  }
}
const change = await kernel.run('c');
kernel.stop();

const lines = [
  `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0].model.trim()}, DuckDB ${(await import('@duckdb/node-api')).version()}, ${persons.toLocaleString('en')} persons, ${samples} samples each, one call per sample, interleaved; the kernel's caches flushed before each call. ${quiet} of ${taken} samples began on a machine at least 85 % idle; load now ${loadavg()[0].toFixed(1)}.`,
  '',
  '| operation | kernel, median (best) | DuckDB, median (best) | ratio of medians | goal | same answer |',
  '|---|---|---|---|---|---|',
  ...peers.map((p) => `| ${p.op}: ${p.what} | ${shown(median(p.native))} (${shown(Math.min(...p.native))}) | ${shown(median(p.duck))} (${shown(Math.min(...p.duck))}) | ${(median(p.duck) / median(p.native)).toFixed(0)} × | ${p.goal} × | ${agreed[p.op] ? 'yes' : 'NO'} |`),
  `| c: one person's scores, found by id, all titles and counts right | ${shown(change.ms)} (p99 ${change.extra[0]} µs) | – | – | 5 µs | – |`,
  '',
  'The kernel always stores every title, so one number of it stands beside a1 and a2.',
];
writeFileSync(`${out}.md`, lines.join('\n') + '\n');
writeFileSync(`${out}.json`, JSON.stringify({ persons, samples, agreed, quiet, taken, change, peers }, null, 1));
console.log(lines.join('\n'));

/// The nation needs about 4 GB; a machine without them says so instead.
function nation() {
  const free = Number(/MemAvailable:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))[1]) / 2 ** 20;
  if (free < 8) return { reached: 'not measured', note: `only ${free.toFixed(1)} GiB of memory free` };
  const last = execFileSync(program, ['limit', '100000000', '7'], { encoding: 'utf8' }).trim().split('\n').at(-1);
  const n = JSON.parse(last);
  return { reached: `${n.of_read_percent} %`, note: `${n.full_ms.toFixed(0)} ms against ${n.read_ms.toFixed(0)} ms for ${n.megabytes.toFixed(0)} MB; best ${n.of_read_percent_best} %` };
}

if (rest.includes('--rows')) {
  const rows = peers.map((p) => ({
    what: `cascade: ${p.what}, against DuckDB`,
    goal: `≥ ${p.goal} ×`,
    reached: agreed[p.op] ? `${(median(p.duck) / median(p.native)).toFixed(0)} ×` : 'answers DIFFER',
    note: `${shown(median(p.native))} against ${shown(median(p.duck))}, medians of ${samples}; ${quiet} of ${taken} samples began on an idle machine`,
  }));
  rows.push({ what: "cascade: one person's scores, all titles and counts right, in memory", goal: '≤ 5 µs', reached: shown(change.ms), note: `p99 ${change.extra[0]} µs, found by id` });
  if (!rest.includes('--no-nation')) rows.push({ what: 'cascade: 100 million people, full, of a pure read of the same bytes', goal: '≥ 60 %', ...nation() });
  writeFileSync(option('--rows'), JSON.stringify({ rows }, null, 1));
}
if (Object.values(agreed).some((yes) => !yes)) process.exitCode = 1;
