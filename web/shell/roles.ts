// The roles a person may hold in the movement, as the server names them. Pages hide or order things by them; the server alone
// decides what may be done.
import { language } from './language.svelte';

export const ROLES = [
  'administrator', 'secretary', 'commune_officer', 'hamlet_head', 'unit_officer', 'treasurer',
  'council_member', 'centre_manager', 'teacher', 'auditor', 'citizen',
] as const;
export type Role = (typeof ROLES)[number];

/** The usual sets, as in the server's own table of who may do what. */
export const KEEPERS: readonly Role[] = ['secretary', 'commune_officer', 'hamlet_head'];
export const DECIDERS: readonly Role[] = ['secretary', 'council_member'];
export const READERS: readonly Role[] = [...KEEPERS, 'council_member', 'auditor'];

/** What a role is held at: a place of some kind, one unit, or one household. */
export interface Grant {
  grant_id: number;
  role: Role;
  place: { id: number; name: string; name_en?: string; kind: string } | null;
  unit: { id: number; name: string } | null;
  household: { id: number; name: string; name_en?: string } | null;
  province: number;
}

/** Where a role is held, by its name; a household goes by its number in the book, so that no person is named. */
export function whereOf(grant: Pick<Grant, 'place' | 'unit' | 'household'>): string {
  const at: { name: string; name_en?: string } | null = grant.place ?? grant.unit ?? grant.household;
  return at ? language.of({ vi: at.name, en: at.name_en ?? at.name }) : '';
}

/** True for what stands open to everybody, and for what is meant for one of the roles. */
export function meantFor(roles: readonly Role[] | undefined, role: Role | undefined): boolean {
  return roles === undefined || (role !== undefined && roles.includes(role));
}
