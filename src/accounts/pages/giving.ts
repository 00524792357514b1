// Which roles a keeper of accounts may give, and where each is held, so that nothing is offered that would be refused. The server
// has the same rules and is the one that decides.
import type { Role } from '@web/shell/roles';
import { ROLES } from '@web/shell/roles';

export type Seat = 'province' | 'commune' | 'hamlet' | 'province or commune' | 'commune or hamlet' | 'unit' | 'household';

const SEATS: Record<Role, Seat> = {
  administrator: 'province',
  secretary: 'province',
  commune_officer: 'commune',
  hamlet_head: 'hamlet',
  unit_officer: 'unit',
  treasurer: 'province or commune',
  council_member: 'province or commune',
  centre_manager: 'commune or hamlet',
  teacher: 'commune or hamlet',
  auditor: 'province or commune',
  citizen: 'household',
};
const IN_A_COMMUNE: readonly Role[] = ['hamlet_head', 'unit_officer', 'centre_manager', 'teacher', 'citizen'];

export const seatOf = (role: Role): Seat => SEATS[role];

export function givenBy(role: Role | undefined): readonly Role[] {
  // An administrator sees no household, and so cannot say whose a citizen's account would be.
  if (role === 'administrator') return ROLES.filter((one) => one !== 'citizen');
  if (role === 'secretary') return ROLES.filter((one) => one !== 'administrator' && one !== 'auditor');
  return role === 'commune_officer' ? IN_A_COMMUNE : [];
}
