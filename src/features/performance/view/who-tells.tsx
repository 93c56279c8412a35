import { useCallback } from 'react';
import { ExternalLink } from 'lucide-react';
import { Banner } from '../../../ui/feedback/banner';
import { useConnection } from '../../../xapi/cache/connection-context';
import type { ClassName } from '../../../xapi/datamodel/ref';
import { originBeside } from '../../../xapi/client/members';
import { usePools } from '../../connections';
import { labelOr, only, row, rows, useDerived } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import type { Readings } from '../data/use-readings';
import styles from '../performance.module.css';
import { texts } from '../texts';

const CLASSES: readonly ClassName[] = ['pool', 'host'];
const MOST_NAMED = 8;

interface Silent {
  readonly name: string;
  /** Empty: it is asked where calls go. */
  readonly address: string;
}

function silentIn(inventory: Inventory, servers: Readings['silent']): readonly Silent[] {
  const master = row(inventory, 'host', only(inventory, 'pool')?.[1].master ?? '');
  const names = new Map([...rows(inventory, 'host').values()].map((host) => [host.address, host.name_label]));
  return servers
    .map((server): Silent => ({
      name: labelOr((server === null ? master?.name_label : names.get(server)) ?? server ?? ''),
      address: server ?? '',
    }))
    .toSorted((a, b) => compareNatural(a.name, b.name));
}

const isSame = (a: readonly Silent[], b: readonly Silent[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Which servers do not tell what they measure, and how a person finds out why: a browser does not say. */
export function WhoTells({ readings: { asked, told, silent, isAnswered } }: { readonly readings: Readings }) {
  const { id } = useConnection();
  const at = usePools().find((entry) => entry.id === id)?.address ?? '';
  const servers = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => silentIn(inventory, silent), [silent]),
    isSame,
  );
  if (!isAnswered || told === asked || servers.length === 0) return null;
  const home = at === '' || at.startsWith('http://') ? at : `https://${at}`;
  return (
    <Banner tone="warning" title={told === 0 ? texts.noneTold : texts.told(told, asked)}>
      {texts.silent}
      <span className={styles['silent']}>
        {servers.slice(0, MOST_NAMED).map(({ name, address }) => {
          const origin = home === '' ? null : address === '' ? home : originBeside(home, address);
          return (
            <span key={`${name} ${address}`}>
              {name}{' '}
              {origin === null ? null : (
                <a href={origin} target="_blank" rel="noreferrer">
                  {origin} <ExternalLink size={14} aria-hidden="true" />
                </a>
              )}
            </span>
          );
        })}
        {servers.length > MOST_NAMED ? <span>{texts.moreSilent(servers.length - MOST_NAMED)}</span> : null}
      </span>
      {home === '' ? null : texts.silentRemedy}
    </Banner>
  );
}
