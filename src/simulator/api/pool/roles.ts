import type { World } from '../world';

/** The roles of every pool, strongest first (xapi rbac_static.ml). */
const ROLES: readonly (readonly [name: string, description: string, isInternal: boolean])[] = [
  ['pool-admin', 'Has full access: may do everything, users and roles included', false],
  ['pool-operator', 'Manages servers and pools, but not users', false],
  ['vm-power-admin', 'Makes and manages VMs, and moves them between servers', false],
  ['vm-admin', 'Makes and manages VMs', false],
  ['vm-operator', 'Uses VMs: starts and stops them and opens their consoles', false],
  ['client-cert', 'Is signed in by a client certificate', true],
  ['read-only', 'Looks, and changes nothing', false],
];

export function installRoles({ db, engine }: World): void {
  for (const [name_label, name_description, is_internal] of ROLES) {
    db.insert('role', engine.newRef('role'), {
      uuid: engine.newUuid('role'),
      name_label,
      name_description,
      is_internal,
    });
  }
}
