import type { Ref } from '../../../xapi/datamodel/ref';
import { toXapiDate, type World } from '../world';

const TEN_YEARS_MS = 3650 * 86_400_000;

/** The self-signed certificates that a server makes for clients and for its pool (xapi certificates.ml). */
export function installCertificates({ db, engine }: World, host: Ref<'host'>): void {
  for (const type of ['host', 'host_internal'] as const) {
    db.insert('Certificate', engine.newRef('Certificate'), {
      uuid: engine.newUuid('Certificate'),
      name: '',
      type,
      host,
      not_before: toXapiDate(engine.nowMs),
      not_after: toXapiDate(engine.nowMs + TEN_YEARS_MS),
      fingerprint: fingerprint(32),
      fingerprint_sha256: fingerprint(32),
      fingerprint_sha1: fingerprint(20),
    });
  }

  function fingerprint(bytes: number): string {
    const pairs = Array.from({ length: bytes }, () =>
      engine.random.below('fingerprint', 256).toString(16).padStart(2, '0'),
    );
    return pairs.join(':').toUpperCase();
  }
}
