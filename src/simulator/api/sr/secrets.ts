import type { World } from '../world';

/** Parts of a device configuration that the database keeps as secrets (xapi_secret.ml duplicate_passwds). */
const PASSWORDS: ReadonlySet<string> = new Set(['password', 'chappassword', 'incoming_chappassword', 'cifspassword']);
const SUFFIX = '_secret';

/** A copy of a device configuration of its own: passwords become secrets, secrets are copied. */
export function withOwnSecrets(
  world: World,
  config: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (PASSWORDS.has(key)) return [key + SUFFIX, newSecret(world, value)];
      return [key, isSecret(key) ? newSecret(world, valueOf(world, value)) : value];
    }),
  );
}

/** Removes the secrets of a device configuration that goes away. */
export function removeSecrets({ db }: World, config: Readonly<Record<string, string>>): void {
  for (const [key, uuid] of Object.entries(config)) {
    const secret = isSecret(key) ? db.byUuid('secret', uuid) : undefined;
    if (secret !== undefined) db.remove('secret', secret);
  }
}

function isSecret(key: string): boolean {
  return key.endsWith(SUFFIX) && PASSWORDS.has(key.slice(0, -SUFFIX.length));
}

function valueOf({ db }: World, uuid: string): string {
  const ref = db.byUuid('secret', uuid);
  return ref === undefined ? '' : (db.get('secret', ref)?.value ?? '');
}

function newSecret({ db, engine }: World, value: string): string {
  const uuid = engine.newUuid('secret');
  db.insert('secret', engine.newRef('secret'), { uuid, value });
  return uuid;
}
