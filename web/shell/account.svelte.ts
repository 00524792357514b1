// Who is signed in, as the server says it, and which of their roles they act in. Kept on this device by name only, so that pages open
// where there is no network; the session itself is a cookie that no script can read.
import { recall, remember } from './language.svelte';
import type { Grant, Role } from './roles';

export interface Demo {
  login: string;
  role: Role;
  name: string;
  place: string | null;
}

export interface Me {
  signed_in: boolean;
  account: { id: number; login: string; name: string } | null;
  grants: Grant[];
  csrf: string | null;
  /** What has to be done before anything else. */
  must: 'password' | 'totp' | null;
  /** Their account signs in in two steps. */
  totp?: boolean;
  /** Something happened to how they sign in that they have not been told. */
  untold?: boolean;
  /** The people of a demonstration, when this is one. */
  demo: Demo[] | null;
  /** One may sign in at another service, of that name. */
  oidc: boolean;
  oidc_name?: string;
  /** Browsers use passkeys at this address. */
  passkeys?: boolean;
}

const KEPT_AS = 'khuyenhoc.account';
const HAT_AS = 'khuyenhoc.hat';
const NOBODY: Me = { signed_in: false, account: null, grants: [], csrf: null, must: null, demo: null, oidc: false };

/** Who was here last, until the server says who is here now. */
function keptAccount(): Me {
  try {
    const kept = JSON.parse(recall(KEPT_AS) ?? '') as Pick<Me, 'account' | 'grants'>;
    return kept.account && Array.isArray(kept.grants) ? { ...NOBODY, signed_in: true, ...kept } : NOBODY;
  } catch {
    return NOBODY;
  }
}

class Account {
  #me = $state.raw<Me>(keptAccount());
  #hat = $state(Number(recall(HAT_AS)));
  #learning: Promise<boolean> | undefined;
  /** The server has said who this is; before that it is only remembered. */
  sure = $state(false);
  /** The session has ended under a page that is open: it is asked for again over the page. */
  lost = $state(false);

  get me(): Me {
    return this.#me;
  }
  /** 0: nobody. This and `who` are derived: what reads them begins anew only when somebody else is here, not with each answer that says
      who it is. */
  readonly id: number = $derived(this.#me.account?.id ?? 0);
  /** The role they act in: the one chosen on this device, else their first. */
  get grant(): Grant | undefined {
    return this.#me.grants.find((one) => one.grant_id === this.#hat) ?? this.#me.grants[0];
  }
  /** Whose the things on this device are, in one text: another account never sees them, nor the same in another role. */
  readonly who: string = $derived(`${this.id} ${this.grant?.grant_id ?? ''}`);

  wear(grant: number): void {
    this.#hat = grant;
    remember(HAT_AS, String(grant));
  }

  /** Asks who is signed in. False: no answer, so who was here last is still taken to be. One question at a time. */
  learn(): Promise<boolean> {
    this.#learning ??= this.#ask().finally(() => (this.#learning = undefined));
    return this.#learning;
  }

  async #ask(): Promise<boolean> {
    try {
      const response = await fetch('/api/me', { headers: { accept: 'application/json' } });
      if (!response.ok) return false;
      this.#be((await response.json()) as Me);
      return true;
    } catch {
      return false;
    }
  }

  #be(me: Me): void {
    this.#me = me;
    [this.sure, this.lost] = [true, false];
    remember(KEPT_AS, me.account ? JSON.stringify({ account: me.account, grants: me.grants }) : '');
  }

  /** An answer said that nobody is signed in. Nothing on the page is thrown away for that. */
  missed(): void {
    if (this.sure && this.#me.signed_in) this.lost = true;
  }

  /** The session was not given back: from now on nobody is here. */
  leave(): void {
    const { demo, oidc, oidc_name, passkeys } = this.#me;
    this.#be({ ...NOBODY, demo, oidc, ...(oidc_name ? { oidc_name } : {}), ...(passkeys ? { passkeys } : {}) });
  }

  /** What every request that changes something carries, so that no other site can send it in our name. */
  get headers(): Record<string, string> {
    return this.#me.csrf ? { 'x-khuyenhoc-csrf': this.#me.csrf } : {};
  }
}

export const account = new Account();
