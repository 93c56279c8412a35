import { useEffect, useState } from 'react';
import { showToast } from '../../../ui/feedback/toast-queue';
import { readInventory } from '../../../xapi/cache/cache';
import { useConnection } from '../../../xapi/cache/connection-context';
import type { Connection } from '../../../xapi/client/contract';
import { only } from '../../objects';
import { parseTime } from '../../values';
import { texts } from '../texts';
import type { Zone } from './view-words';

/** Zones differ by whole quarters of an hour; both answers of a server are some time apart. */
const QUARTER_S = 900;

/** How far the clock that a view tells times by is ahead of UTC, in seconds; undefined: that of the browser. */
export function useAhead(zone: Zone): number | undefined {
  const connection = useConnection();
  const [ofServers, setOfServers] = useState<number>();
  const isAsked = zone === 'servers';
  useEffect(() => {
    if (!isAsked) return undefined;
    let isOver = false;
    aheadOfServers(connection).then(
      (aheadS) => {
        if (!isOver) setOfServers(aheadS);
      },
      () => showToast({ title: texts.noServerZone, detail: texts.noServerZoneText, key: 'zone' }),
    );
    return () => {
      isOver = true;
    };
  }, [isAsked, connection]);
  return zone === 'utc' ? 0 : isAsked ? ofServers : undefined;
}

/** A server says what its clock shows and what time it is, and not its zone in all versions. */
async function aheadOfServers(connection: Connection): Promise<number> {
  const master = only(readInventory(connection), 'pool')?.[1].master ?? '';
  const [local, utc] = await Promise.all([
    connection.call('host.get_server_localtime', master),
    connection.call('host.get_servertime', master),
  ]);
  const [shown, now] = [local, utc].map((text) => parseTime(text.endsWith('Z') ? text : `${text}Z`));
  if (shown == null || now == null) throw new Error('This is no time.');
  return Math.round((shown - now) / 1000 / QUARTER_S) * QUARTER_S;
}
