// Whose pages these are, until signing in exists: the campaign year that is looked at, and the role and place that stand for
// the person who works. Pages hide or order things by it; the server alone decides what may be done.
import { ask } from './ask.svelte';
import { DeviceDrawer, Keepsake } from './keepsake';
import { recall, remember } from './language.svelte';

export const ROLES = ['province', 'commune', 'hamlet', 'citizen'] as const;
export type Role = (typeof ROLES)[number];

interface Kept {
  role: Role;
  /** The commune or hamlet the role is for; the household for a citizen. */
  place: number | undefined;
  /** How the place is called, to be shown. */
  name: string;
}

const KEPT_AS = 'khuyenhoc.role';
const YEAR_AS = 'khuyenhoc.year';
const NOBODY: Kept = { role: 'province', place: undefined, name: '' };

function keptRole(): Kept {
  try {
    const kept = JSON.parse(recall(KEPT_AS) ?? '') as Kept;
    return ROLES.includes(kept.role) ? kept : NOBODY;
  } catch {
    return NOBODY;
  }
}

interface CampaignsAnswer {
  campaigns: { year: number; state: string }[];
}

class Here {
  readonly province = 14;
  /** The campaign the pages speak of. */
  year = $state(Number(recall(YEAR_AS)) || 2025);
  campaigns = $state.raw<CampaignsAnswer['campaigns']>([]);
  #kept = $state.raw<Kept>(keptRole());
  /** Grows when a command has been answered: questions inside $derived that read it are asked again. */
  round = $state(0);

  get role(): Role {
    return this.#kept.role;
  }
  get place(): number | undefined {
    return this.#kept.place;
  }
  get placeName(): string {
    return this.#kept.name;
  }
  /** The place whose figures come first: the role's own, or the province. */
  get home(): number {
    return this.role === 'citizen' ? this.province : (this.place ?? this.province);
  }
  /** The last day of the year: people and homes count as they are then. */
  get on(): string {
    return `${this.year}-12-31`;
  }
  /** Nothing more is recorded in a closed year. */
  get open(): boolean {
    return this.campaigns.find((one) => one.year === this.year)?.state === 'open';
  }

  /** Who these pages stand for, in one text. */
  get who(): string {
    return `${this.role} ${this.place ?? ''}`;
  }

  /** Another person works here now: what was kept on this device for the one before is forgotten. */
  be(role: Role, place?: number, name = ''): void {
    const before = this.who;
    this.#kept = { role, place, name };
    if (this.who !== before) void keepsake.forget();
    remember(KEPT_AS, JSON.stringify(this.#kept));
  }
  look(year: number): void {
    this.year = year;
    remember(YEAR_AS, String(year));
  }
  changed(): void {
    this.round += 1;
  }

  async learn(): Promise<void> {
    const { campaigns } = await ask<CampaignsAnswer>('/api/campaigns');
    this.campaigns = campaigns;
    const newest = campaigns[0]?.year;
    if (newest !== undefined && !campaigns.some((one) => one.year === this.year)) this.look(newest);
  }
}

export const here = new Here();

/** What pages keep on this device for whoever works here. */
export const keepsake = new Keepsake(new DeviceDrawer(), () => here.who);
