import { expect, test } from 'vitest';
import { givenBy, seatOf } from '../../src/accounts/pages/giving';
import { grouped, suggestedLogin } from '../../src/accounts/pages/login';
import { patiently } from '../../src/accounts/pages/session';
import { Failed } from '../shell/ask.svelte';
import { meantFor, READERS, ROLES, whereOf } from '../shell/roles';

test('a login is suggested as offices here make them', () => {
  for (const [name, login] of [
    ['Lò Văn Hặc', 'hac.lv'],
    ['  Nguyễn   Thị Đào ', 'dao.nt'],
    ['Quàng Thị Ướt', 'uot.qt'],
    ['Sùng', 'sung'],
    ["H'Mai Niê", 'nie.hm'],
    ['', ''],
  ] as const) {
    expect(suggestedLogin(name), name).toBe(login);
  }
});

test('a secret is read out in groups of four', () => {
  expect(grouped('JBSWY3DPEHPK3PXP')).toBe('JBSW Y3DP EHPK 3PXP');
  expect(grouped('JBSWY')).toBe('JBSW Y');
  expect(grouped('')).toBe('');
});

test('nobody is offered a role to give that is above their own', () => {
  expect(givenBy('commune_officer')).not.toContain('commune_officer');
  expect(givenBy('secretary')).not.toContain('administrator');
  expect(givenBy('secretary')).not.toContain('auditor');
  expect(givenBy('administrator')).toContain('administrator');
  for (const role of ['hamlet_head', 'citizen', 'auditor', undefined] as const) expect(givenBy(role)).toEqual([]);
});

test('every role is held somewhere', () => {
  expect(ROLES.map((role) => [role, seatOf(role)])).toContainEqual(['unit_officer', 'unit']);
  for (const role of ROLES) expect(seatOf(role)).toBeTruthy();
});

test('what is meant for some is for nobody who is not signed in', () => {
  expect(meantFor(undefined, undefined)).toBe(true);
  expect(meantFor(READERS, undefined)).toBe(false);
  expect(meantFor(READERS, 'auditor')).toBe(true);
  expect(meantFor(READERS, 'administrator')).toBe(false);
});

test('where a role is held is named', () => {
  expect(whereOf({ place: null, unit: null, household: null })).toBe('');
  expect(whereOf({ place: { id: 1, name: 'bản Bó', kind: 'hamlet' }, unit: null, household: null })).toBe('bản Bó');
  expect(whereOf({ place: null, unit: { id: 1, name: 'Trường Tiểu học' }, household: null })).toBe('Trường Tiểu học');
});

test('whoever finds the line to the other service taken tries again, and nobody else does', async () => {
  const busy = new Failed('broken', { code: 'oidc.busy' });
  const now = async () => {};
  let asked = 0;
  const after = (n: number) => async () => {
    asked += 1;
    if (asked < n) throw busy;
    return asked;
  };
  expect(await patiently(after(3), 5, now)).toBe(3);
  asked = 0;
  await expect(patiently(after(9), 5, now)).rejects.toBe(busy);
  expect(asked).toBe(5);
  const other = new Failed('refused', { code: 'oidc.not_begun' });
  await expect(patiently(() => Promise.reject(other), 5, now)).rejects.toBe(other);
});
