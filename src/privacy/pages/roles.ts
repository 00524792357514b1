// Who has to do with which of these pages.
import { KEEPERS, type Role } from '@web/shell/roles';

export const KEEP: readonly Role[] = [...KEEPERS, 'auditor'];
export const ASK: readonly Role[] = [...KEEPERS, 'citizen'];
export const LOOK: readonly Role[] = [...KEEP, 'citizen'];
export const GUARD: readonly Role[] = ['secretary', 'administrator', 'auditor'];
