// Accounts as their keepers see them.
import { send } from '@web/shell/act.svelte';
import { ask } from '@web/shell/ask.svelte';
import { whereOf } from '@web/shell/roles';
import type { Grant, Role } from '@web/shell/roles';

export interface AccountRow {
  account_id: number;
  login: string;
  name: string;
  closed: boolean;
  /** Of a demonstration: signs in without a password. */
  demo: boolean;
  grants: Grant[];
}

export interface AccountsAnswer {
  accounts: AccountRow[];
  /** Where the next part begins; null at the end. */
  next: number | null;
}

export interface AccountCard extends AccountRow {
  has_password: boolean;
  has_totp: boolean;
  /** Last used, in milliseconds since 1970. */
  seen: number | null;
  /** Which roles who asks may give and take. */
  may_give: Role[];
}

export const askAccounts = (q: string, place: number | undefined, after: number | undefined) =>
  send<AccountsAnswer>('/api/accounts', { q: q.trim() || undefined, place_id: place, after });
export const askAccount = (id: string | number) => ask<AccountCard>(`/api/accounts/${id}`);

/** "Chi hội trưởng thôn, bản · bản Bó" */
export function told(grant: Grant, roles: Record<string, string>): string {
  return [roles[grant.role], whereOf(grant)].filter(Boolean).join(' · ');
}
