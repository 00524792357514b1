import { expect, test } from 'vitest';
import { type Drawer, type Kept, Keepsake } from '../shell/keepsake';

/** Keeps in memory, and copies as a database would. */
class MemoryDrawer implements Drawer {
  kept = new Map<string, string>();
  async all(): Promise<Kept[]> {
    return [...this.kept.values()].map((text) => JSON.parse(text) as Kept);
  }
  async put(kept: Kept): Promise<void> {
    this.kept.set(kept.key, JSON.stringify(kept));
  }
  async remove(key: string): Promise<void> {
    this.kept.delete(key);
  }
}

function device() {
  const it = { drawer: new MemoryDrawer(), who: 'hamlet 7', now: new Date('2026-03-01T08:00:00Z') };
  return { ...it, of: (who: string, now = it.now) => new Keepsake(it.drawer, () => who, () => now) };
}

test('what was kept is found again, with the time it was read', async () => {
  const { of } = device();
  await of('hamlet 7').keep('sheet 7', [1, 2]);
  expect(await of('hamlet 7').recall('sheet 7')).toEqual({ at: '2026-03-01T08:00:00.000Z', value: [1, 2] });
  expect(await of('hamlet 7').recall('sheet 8')).toBeUndefined();
});

test('another role never finds it, and it is gone from the device', async () => {
  const { of, drawer } = device();
  await of('hamlet 7').keep('sheet 7', 'names');
  expect(await of('hamlet 8').recall('sheet 7')).toBeUndefined();
  expect(drawer.kept.size).toBe(0);
});

test('once somebody else is here it is gone, though they keep nothing and ask for nothing', async () => {
  const { of, drawer } = device();
  await of('hamlet 7').keep('sheet 7', 'names');
  await of('hamlet 7').tidy();
  expect(drawer.kept.size).toBe(1);
  await of('auditor').tidy();
  expect(drawer.kept.size).toBe(0);
});

test('forgetting empties it, even while something is still being kept', async () => {
  const { of, drawer } = device();
  const keepsake = of('hamlet 7');
  const keeping = keepsake.keep('sheet 7', 'names');
  await keepsake.forget();
  await keeping;
  expect(drawer.kept.size).toBe(0);
});

test('only the last five are kept, and for a month', async () => {
  const { of, drawer } = device();
  for (let i = 1; i <= 7; i += 1) await of('province', new Date(Date.UTC(2026, 2, i))).keep(`sheet ${i}`, i);
  expect([...drawer.kept.keys()].sort()).toEqual(['sheet 3', 'sheet 4', 'sheet 5', 'sheet 6', 'sheet 7']);
  const later = of('province', new Date(Date.UTC(2026, 3, 5)));
  expect(await later.recall('sheet 5')).toBeUndefined();
  expect(await later.recall('sheet 7')).toMatchObject({ value: 7 });
  expect([...drawer.kept.keys()].sort()).toEqual(['sheet 6', 'sheet 7']);
});

test('a device that cannot keep does not fail', async () => {
  const broken = { all: () => Promise.reject(new Error('no room')), put: () => Promise.reject(new Error('no room')), remove: async () => {} };
  const keepsake = new Keepsake(broken, () => 'hamlet 7');
  await keepsake.keep('sheet 7', 1);
  expect(await keepsake.recall('sheet 7')).toBeUndefined();
  await keepsake.forget();
});
