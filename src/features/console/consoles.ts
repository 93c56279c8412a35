import { useCallback, useEffect } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import { useObject } from '../../xapi/cache/hooks';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { row, useDerived } from '../objects';
import type { Inventory, ObjectKind } from '../objects';

export type Protocol = 'rfb' | 'vt100';

/** One console of a machine that this tab can show. */
export interface ConsoleChoice {
  readonly ref: Ref<'console'>;
  readonly protocol: Protocol;
}

export interface Machine {
  readonly ref: Ref<'VM'>;
  readonly record: Records['VM'];
}

const CLASSES: readonly ClassName[] = ['console', 'VM'];
const NONE: readonly string[] = [];

/** The machine whose consoles belong to an object: itself, or the control domain of a server. */
export function useMachine(id: ObjectId, kind: ObjectKind): Machine | undefined {
  const host = useObject('host', kind === 'host' ? id.ref : undefined);
  const ref = kind === 'host' ? host?.control_domain : id.ref;
  const record = useObject('VM', ref);
  return ref === undefined || record === undefined ? undefined : { ref, record };
}

/** The consoles of a machine, its screen first; undefined while they are not all known. */
export function useConsoles(vm: Records['VM'] | undefined): readonly ConsoleChoice[] | undefined {
  const connection = useConnection();
  const key = (vm?.consoles ?? NONE).join(' ');
  useEffect(() => {
    const stops = refsOf(key).map((ref) => connection.watch('console', ref));
    return () => stops.forEach((stop) => stop());
  }, [connection, key]);
  const select = useCallback((inventory: Inventory) => choicesOf(inventory, refsOf(key)), [key]);
  return useDerived(CLASSES, select, sameChoices);
}

const refsOf = (key: string): readonly string[] => key.split(' ').filter((ref) => ref !== '');

function choicesOf(inventory: Inventory, refs: readonly string[]): readonly ConsoleChoice[] | undefined {
  const choices: ConsoleChoice[] = [];
  for (const ref of refs) {
    const console = row(inventory, 'console', ref);
    if (console === undefined) return undefined;
    const { protocol } = console;
    if (protocol === 'rfb' || protocol === 'vt100') choices.push({ ref, protocol });
  }
  return choices.sort((a, b) => Number(a.protocol !== 'rfb') - Number(b.protocol !== 'rfb'));
}

function sameChoices(a: readonly ConsoleChoice[] | undefined, b: readonly ConsoleChoice[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((each, at) => each.ref === b[at]?.ref && each.protocol === b[at].protocol);
}
