// What the pages speak of: the campaign year that is looked at, and what the role of who is signed in covers. Pages hide or order
// things by it; the server alone decides what may be done.
import { account } from './account.svelte';
import { ask } from './ask.svelte';
import { DeviceDrawer, Keepsake } from './keepsake';
import { recall, remember } from './language.svelte';
import { type Role, whereOf } from './roles';

const YEAR_AS = 'khuyenhoc.year';

interface CampaignsAnswer {
  campaigns: { year: number; state: string }[];
}

class Here {
  readonly province = 14;
  /** The campaign the pages speak of. */
  year = $state(Number(recall(YEAR_AS)) || 2025);
  campaigns = $state.raw<CampaignsAnswer['campaigns']>([]);
  /** Grows when a command has been answered: questions inside $derived that read it are asked again. */
  round = $state(0);

  // Derived, so that nothing begins anew while the same person stays in the same role.
  /** Nobody signed in: undefined. */
  readonly role: Role | undefined = $derived(account.grant?.role);
  /** The kind of place the role is held at: "province", "district", "commune", "hamlet"; undefined for a unit or a household. */
  readonly level: string | undefined = $derived(account.grant?.place?.kind);
  /** The place the role is held at, when that is not the whole province. */
  readonly place: number | undefined = $derived(this.level === 'province' ? undefined : account.grant?.place?.id);
  readonly placeName: string = $derived(account.grant ? whereOf(account.grant) : '');
  /** A citizen's own. */
  readonly household: number | undefined = $derived(account.grant?.household?.id);
  /** The place whose figures come first: the role's own, or the province. */
  get home(): number {
    return this.place ?? this.province;
  }
  is(...roles: readonly Role[]): boolean {
    return this.role !== undefined && roles.includes(this.role);
  }
  /** The last day of the year: people and homes count as they are then. */
  get on(): string {
    return `${this.year}-12-31`;
  }
  /** Nothing more is recorded in a closed year. */
  get open(): boolean {
    return this.campaigns.find((one) => one.year === this.year)?.state === 'open';
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

/** What pages keep on this device for whoever is signed in, in the role they act in. */
export const keepsake = new Keepsake(new DeviceDrawer(), () => account.who);
