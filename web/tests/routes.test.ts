import { expect, test } from 'vitest';
import { match, type PageRoute } from '../shell/routes';

const page = () => Promise.reject(new Error('not opened here'));
const routes: PageRoute[] = ['/', '/people', '/places/:id', '/criteria', '/criteria/:id'].map((path) => ({ path, page }));

test('paths find their page and its parts', () => {
  for (const [path, route, parts] of [
    ['/', '/', {}],
    ['/people', '/people', {}],
    ['/people/', '/people', {}],
    ['/places/14000003', '/places/:id', { id: '14000003' }],
    ['/criteria/citizen-2022', '/criteria/:id', { id: 'citizen-2022' }],
    ['/criteria/a%20b', '/criteria/:id', { id: 'a b' }],
    ['/criteria/%E0%A4%A', '/criteria/:id', { id: '%E0%A4%A' }],
  ] as const) {
    const found = match(routes, path);
    expect(found?.route.path, path).toBe(route);
    expect(found?.parts, path).toEqual(parts);
  }
});

test('what is no page finds none', () => {
  for (const path of ['/nowhere', '/places', '/places/1/2', '/peoples']) expect(match(routes, path), path).toBeUndefined();
});
