import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { offerIn } from '../offer';

/** Stands for all that the repositories offer: it is installed together. */
export const OFFERED = 'repositories';

/** How much of what updates ask for is done; each holds those before it. */
export const GUIDANCES = ['mandatory', 'recommended', 'full'] as const;
export type Guidance = (typeof GUIDANCES)[number];

/** What one server gets, and what it does for that. */
export interface Gets {
  readonly host: Ref<'host'>;
  readonly name: string;
  readonly isCoordinator: boolean;
  /** Of the repositories. */
  readonly offered: readonly string[];
  /** Uploaded ones. */
  readonly uploaded: readonly Ref<'pool_update'>[];
  /** It has to be empty while they are installed. */
  readonly isEmptied: boolean;
  readonly restarts: 'server' | 'toolstack' | 'nothing';
}

const REBOOT = ['RebootHost', 'reboot_host', 'RebootHostOnLivePatchFailure'];
const TOOLSTACK = ['RestartToolstack', 'restart_toolstack'];

/** Uploaded updates that some server lacks. */
export function lackingUploads(
  inventory: Inventory,
): readonly (readonly [Ref<'pool_update'>, Records['pool_update']])[] {
  const hosts = rows(inventory, 'host').size;
  return [...rows(inventory, 'pool_update')]
    .filter(([, update]) => update.hosts.length < hosts)
    .sort(([, a], [, b]) => compareNatural(a.name_label, b.name_label));
}

/** What each server lacks of what is chosen, the coordinator first, then by name; those that lack nothing too. */
export function getsOf(
  inventory: Inventory,
  connection: string,
  chosen: readonly string[],
  guidance: Guidance,
): readonly Gets[] {
  const master = only(inventory, 'pool')?.[1].master;
  const offer = chosen.includes(OFFERED) ? offerIn(connection) : null;
  const kinds = GUIDANCES.slice(0, GUIDANCES.indexOf(guidance) + 1);
  return [...rows(inventory, 'host')]
    .map(([host, record]): Gets => {
      const of = offer?.hosts.find(({ ref }) => ref === host);
      const uploaded = lackingUploads(inventory).filter(
        ([ref, { hosts }]) => chosen.includes(ref) && !hosts.includes(host),
      );
      const asked = [
        ...kinds.flatMap((kind) => of?.guidance[kind] ?? []),
        ...uploaded.flatMap(([, update]) => update.after_apply_guidance),
      ];
      const has = (words: readonly string[]): boolean => asked.some((each) => words.includes(each));
      const isReboot = has([...REBOOT, 'restartHost']);
      return {
        host,
        name: record.name_label,
        isCoordinator: host === master,
        offered: of?.updates ?? [],
        uploaded: uploaded.map(([ref]) => ref),
        // The pool refuses a server with guests whose updates ask for it (xapi: repository.ml apply_updates).
        isEmptied: isReboot || of?.guidance.mandatory.includes('EvacuateHost') === true,
        restarts: isReboot ? 'server' : has([...TOOLSTACK, 'restartXAPI']) ? 'toolstack' : 'nothing',
      };
    })
    .sort((a, b) => Number(b.isCoordinator) - Number(a.isCoordinator) || compareNatural(a.name, b.name));
}

export const lacksAny = ({ offered, uploaded }: Gets): boolean => offered.length > 0 || uploaded.length > 0;

/** The state of the list that the offer was made of; the pool takes no other. */
export function offeredHash(inventory: Inventory, connection: string): string {
  const hash = offerIn(connection)?.hash ?? '';
  if (hash !== '') return hash;
  const repositories = only(inventory, 'pool')?.[1].repositories ?? [];
  return repositories.flatMap((ref) => row(inventory, 'Repository', ref)?.hash ?? []).find((each) => each !== '') ?? '';
}
