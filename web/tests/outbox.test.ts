import { expect, test, vi } from 'vitest';
import { type Carry, type Command, type Keeper, Outbox, post } from '../shell/outbox';

/** Keeps in memory, and copies as a database would. */
class MemoryKeeper implements Keeper {
  kept = new Map<string, string>();
  async all(): Promise<Command[]> {
    return [...this.kept.values()].map((text) => JSON.parse(text) as Command);
  }
  async put(command: Command): Promise<void> {
    this.kept.set(command.id, JSON.stringify(command));
  }
  async remove(id: string): Promise<void> {
    this.kept.delete(id);
  }
}

/** A server that can be away, and answers each id once. */
function server() {
  const it = { away: false, loseAnswer: false, refuse: '', seen: [] as string[], carry: (() => {}) as unknown as Carry };
  it.carry = async (command) => {
    if (it.away) return null;
    it.seen.push(String(command.body['n']));
    if (it.loseAnswer) return null;
    if (it.refuse === String(command.body['n'])) return { kind: 'refused', refusal: { code: 'test.no' } };
    return { kind: 'done', seq: it.seen.length, answer: { n: command.body['n'] } };
  };
  return it;
}

const mine = () => 7;

test('a command is stored before it is sent, and gone once answered', async () => {
  const keeper = new MemoryKeeper();
  let keptWhenSent = -1;
  const outbox = new Outbox(keeper, async () => {
    keptWhenSent = keeper.kept.size;
    return { kind: 'done', seq: 5, answer: { ok: true } };
  }, mine);
  expect(await outbox.send(14, 'test.do', { n: 1 })).toMatchObject({ kind: 'done', seq: 5, answer: { ok: true } });
  expect(keptWhenSent).toBe(1);
  expect(keeper.kept.size).toBe(0);
});

test('without a server commands wait, and leave in the order they were made', async () => {
  const keeper = new MemoryKeeper();
  const far = server();
  far.away = true;
  const first = new Outbox(keeper, far.carry, mine);
  for (const n of [1, 2, 3]) expect(await first.send(14, 'test.do', { n })).toMatchObject({ kind: 'waiting' });
  expect(keeper.kept.size).toBe(3);

  // The browser was closed: another outbox over the same keeper.
  far.away = false;
  await new Outbox(keeper, far.carry, mine).empty();
  expect(far.seen).toEqual(['1', '2', '3']);
  expect(keeper.kept.size).toBe(0);
});

test('a lost answer sends the same id again', async () => {
  const keeper = new MemoryKeeper();
  const ids: string[] = [];
  let lose = true;
  const outbox = new Outbox(keeper, async (command) => {
    ids.push(command.id);
    return lose ? null : { kind: 'done', seq: 1, answer: {} };
  }, mine);
  await outbox.send(14, 'test.do', {});
  lose = false;
  await outbox.empty();
  expect(ids.length).toBe(2);
  expect(ids[0]).toBe(ids[1]);
});

test('a refused command stops nothing, stays to be read, and is not sent again', async () => {
  const keeper = new MemoryKeeper();
  const far = server();
  far.refuse = '1';
  let told: Command[] = [];
  const outbox = new Outbox(keeper, far.carry, mine, (commands) => (told = commands));
  expect(await outbox.send(14, 'test.do', { n: 1 })).toMatchObject({ kind: 'refused', refusal: { code: 'test.no' } });
  expect((await outbox.send(14, 'test.do', { n: 2 })).kind).toBe('done');
  expect(told.map((one) => one.refused?.code)).toEqual(['test.no']);
  await outbox.empty();
  expect(far.seen).toEqual(['1', '2']);
  await outbox.dismiss(told[0]!.id);
  expect(told).toEqual([]);
});

test('commands made at the same moment are each sent once', async () => {
  const keeper = new MemoryKeeper();
  const far = server();
  const outbox = new Outbox(keeper, far.carry, mine);
  const outcomes = await Promise.all([1, 2, 3, 4].map((n) => outbox.send(14, 'test.do', { n })));
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(['done', 'done', 'done', 'done']);
  expect([...far.seen].sort()).toEqual(['1', '2', '3', '4']);
  expect(keeper.kept.size).toBe(0);
});

test('another account on the device neither sees nor sends what waits', async () => {
  const keeper = new MemoryKeeper();
  const far = server();
  far.away = true;
  let who = 7;
  let told: Command[] = [];
  const outbox = new Outbox(keeper, far.carry, () => who, (commands) => (told = commands));
  await outbox.send(14, 'test.do', { n: 1 });
  expect(told.length).toBe(1);

  [who, far.away] = [8, false];
  await outbox.empty();
  expect(told).toEqual([]);
  expect(await outbox.waiting()).toEqual([]);
  expect((await outbox.send(14, 'test.do', { n: 2 })).kind).toBe('done');
  expect(far.seen).toEqual(['2']);
  expect(keeper.kept.size).toBe(1);

  who = 7;
  await outbox.empty();
  expect(far.seen).toEqual(['2', '1']);
  expect(keeper.kept.size).toBe(0);
});

test('a sending under way stops when somebody else signs in', async () => {
  const keeper = new MemoryKeeper();
  const far = server();
  far.away = true;
  let who = 7;
  const outbox = new Outbox(keeper, (command) => {
    if (!far.away) who = 8;
    return far.carry(command);
  }, () => who);
  for (const n of [1, 2]) await outbox.send(14, 'test.do', { n });
  far.away = false;
  await outbox.empty();
  expect(far.seen).toEqual(['1']);
  expect(keeper.kept.size).toBe(1);
});

test('a command that came too fast is sent again when the server says, and a long wait is left to the next time', async () => {
  const command = { id: 'x', account: 7, province: 14, name: 'test.do', body: {}, number: 1 };
  const waited: number[] = [];
  const wait = async (seconds: number) => void waited.push(seconds);
  const tooFast = (seconds: string) =>
    new Response(JSON.stringify({ refused: { code: 'accounts.too_fast', message: 'x' } }), { status: 429, headers: { 'content-type': 'application/json', 'retry-after': seconds } });
  const done = () => new Response(JSON.stringify({ seq: 5, answer: {} }), { headers: { 'content-type': 'application/json' } });
  const answers = [tooFast('2'), tooFast('1'), done(), tooFast('600')];
  vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()));
  expect(await post(command, 'vi', wait)).toEqual({ kind: 'done', seq: 5, answer: {} });
  expect(waited).toEqual([2, 1]);
  expect(await post(command, 'vi', wait)).toBeNull();
  expect(waited).toEqual([2, 1]);
  vi.unstubAllGlobals();
});
