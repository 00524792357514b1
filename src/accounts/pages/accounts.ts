// Accounts as their keepers see them.
import { ask } from '@web/shell/ask.svelte';
import { whereOf } from '@web/shell/roles';
import type { Grant } from '@web/shell/roles';

export interface Held extends Grant {
  from_date: string;
  /** The first day that no longer counts. */
  to_date: string | null;
}

export interface AccountRow {
  account_id: number;
  login: string;
  name: string;
  closed: boolean;
  grants: Grant[];
}

export interface AccountsAnswer {
  accounts: AccountRow[];
  /** Where the next part begins; null at the end. */
  next: number | null;
}

export interface AccountCard {
  account_id: number;
  login: string;
  name: string;
  from_date: string;
  to_date: string | null;
  has_totp: boolean;
  grants: Held[];
}

export const askAccounts = (q: string, place: number | undefined, after: number | undefined) =>
  ask<AccountsAnswer>('/api/accounts', { q: q.trim() || undefined, place_id: place, after });
export const askAccount = (id: string | number) => ask<AccountCard>(`/api/accounts/${id}`);

/** "Chi hội trưởng thôn, bản · bản Bó" */
export function told(grant: Grant, roles: Record<string, string>): string {
  return [roles[grant.role], grant.household ? grant.household.name : whereOf(grant)].filter(Boolean).join(' · ');
}
