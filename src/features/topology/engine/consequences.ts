import { isNullRef } from '../../../xapi/datamodel/ref';
import { nameOf, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';
import { dependentsOf } from './dependents';
import { failureOf } from './failure';
import type { Failure } from './failure';
import { fatesOf } from './fates';
import type { Maker } from './items';
import type { Consequences, Note, Subject, VmFate } from './model';
import { standsOn } from './stands-on';
import { namedSubject } from './subject';

const words = texts.notes;

/** Everything that follows when something fails, as the pool is now. */
export function consequencesOf(inventory: Inventory, connection: string, subject: Subject): Consequences {
  const maker: Maker = { inventory, connection };
  const failure = failureOf(inventory, subject);
  const fates = fatesOf(inventory, connection, failure);
  const dependents = dependentsOf(maker, subject, failure);
  const named = namedSubject(inventory, subject);
  return {
    subject,
    ...named,
    verdict: verdictOf(premiseOf(subject, named.name), fates),
    notes: notesOf(inventory, subject, failure, fates),
    dependents,
    standsOn: standsOn(maker, subject),
    fates,
  };
}

function premiseOf({ kind, ref }: Subject, name: string): string {
  const { premise } = texts;
  switch (kind) {
    case 'sr':
    case 'vdi':
      return premise.sr(name);
    case 'network':
      return premise.network(name);
    case 'switch':
      return premise.switch(ref);
    case 'path':
      return premise.path(name);
    case 'pbd':
      return premise.pbd(name);
    case 'coordinator':
      return premise.coordinator(name);
    case 'vm':
    case 'appliance':
      return premise.vm(name);
    default:
      return premise.host(name);
  }
}

/** How many end how. */
export function countsOf(fates: readonly VmFate[]) {
  const of = (outcome: VmFate['outcome']): number => fates.filter((fate) => fate.outcome === outcome).length;
  return { restart: of('restart'), stopped: of('stopped'), limited: of('limited') };
}

function verdictOf(premise: string, fates: readonly VmFate[]): Consequences['verdict'] {
  const { verdict } = texts;
  const { restart, stopped, limited } = countsOf(fates);
  const stop = restart + stopped;
  if (stop === 0) {
    return limited === 0
      ? { tone: 'info', title: `${premise}: ${verdict.goesOn}`, text: verdict.nothing }
      : { tone: 'warning', title: `${premise}: ${verdict.limited(limited)}`, text: '' };
  }
  const where =
    stopped === 0
      ? verdict.allRestart(restart)
      : restart === 0
        ? verdict.noneRestart(stopped)
        : verdict.someRestart(restart, stopped);
  return {
    tone: stopped > 0 ? 'danger' : 'warning',
    title: `${premise}: ${verdict.stops(stop)}`,
    text: limited === 0 ? where : `${where} ${verdict.limitedToo(limited)}`,
  };
}

function notesOf(inventory: Inventory, subject: Subject, failure: Failure, fates: readonly VmFate[]): readonly Note[] {
  const [, pool] = only(inventory, 'pool') ?? [];
  const notes: Note[] = [];
  if (pool && failure.hosts.has(pool.master)) {
    const name = nameOf(inventory, 'host', pool.master) ?? '';
    const isAlone = failure.hosts.size === rows(inventory, 'host').size;
    const who = isAlone ? words.alone : pool.ha_enabled ? words.electedByHa : words.electedByHand;
    notes.push({ tone: pool.ha_enabled ? 'info' : 'warning', text: `${words.coordinator(name)} ${who}` });
  }
  notes.push(...reachNotes(inventory, failure), ...remainderNotes(inventory, subject, failure));
  if (pool) notes.push(...storageNotes(inventory, failure, pool));
  if (pool && fates.some(({ outcome }) => outcome !== 'limited')) {
    if (failure.hosts.size > 0) notes.push({ tone: 'info', text: pool.ha_enabled ? words.haRestarts : words.noHa });
    if (pool.ha_overcommitted) notes.push({ tone: 'warning', text: words.haOvercommitted });
    if (fates.some(({ outcome }) => outcome === 'restart')) notes.push({ tone: 'info', text: words.firstFit });
  }
  return notes;
}

function namesOf(inventory: Inventory, hosts: Iterable<string>): string {
  return [...hosts]
    .map((ref) => nameOf(inventory, 'host', ref) ?? '')
    .sort(compareNatural)
    .join(', ');
}

function reachNotes(inventory: Inventory, failure: Failure): readonly Note[] {
  const notes: Note[] = [];
  const master = only(inventory, 'pool')?.[1].master ?? '';
  if (failure.fenced.size > 0) {
    notes.push({ tone: 'danger', text: words.fenced(namesOf(inventory, failure.fenced)) });
  }
  if (failure.cutOff.size > 0) {
    notes.push({ tone: 'warning', text: words.cutOff(namesOf(inventory, failure.cutOff)) });
    if (failure.cutOff.has(master)) notes.push({ tone: 'danger', text: words.poolCutOff });
  }
  return notes;
}

function remainderNotes(inventory: Inventory, subject: Subject, failure: Failure): readonly Note[] {
  const bonds = failure.bonds.flatMap(({ ref, left, of }): Note[] => {
    const pif = row(inventory, 'PIF', row(inventory, 'Bond', ref)?.master ?? '');
    // A bond of a server that fails goes nowhere.
    if (!pif || failure.hosts.has(pif.host)) return [];
    return [{ tone: 'warning', text: words.bond(pif.device, nameOf(inventory, 'host', pif.host) ?? '', left, of) }];
  });
  const paths = failure.paths.flatMap(({ ref, left }): Note[] => {
    const pbd = row(inventory, 'PBD', ref);
    if (!pbd) return [];
    const [storage, server] = [nameOf(inventory, 'SR', pbd.SR) ?? '', nameOf(inventory, 'host', pbd.host) ?? ''];
    return [{ tone: 'warning', text: words.path(storage, server, left) }];
  });
  const pbd = subject.kind === 'path' && failure.pbds.has(subject.ref) ? row(inventory, 'PBD', subject.ref) : undefined;
  const last = pbd
    ? words.lastPath(nameOf(inventory, 'SR', pbd.SR) ?? '', nameOf(inventory, 'host', pbd.host) ?? '')
    : null;
  return [...bonds, ...paths, ...(last === null ? [] : [{ tone: 'danger', text: last } as const])];
}

function storageNotes(
  inventory: Inventory,
  failure: Failure,
  pool: { readonly default_SR: string; readonly ha_enabled: boolean; readonly ha_statefiles: readonly string[] },
): readonly Note[] {
  const isLost = (sr: string): boolean => {
    const pbds = (row(inventory, 'SR', sr)?.PBDs ?? []).filter(
      (each) => row(inventory, 'PBD', each)?.currently_attached,
    );
    return pbds.length > 0 && pbds.every((each) => failure.pbds.has(each));
  };
  const notes: Note[] = [];
  const hearts = new Set(pool.ha_statefiles.flatMap((vdi) => row(inventory, 'VDI', vdi)?.SR ?? []));
  const lost = [...hearts].filter(isLost).map((sr) => nameOf(inventory, 'SR', sr) ?? '');
  if (pool.ha_enabled && lost.length > 0) notes.push({ tone: 'danger', text: words.statefile(lost.join(', ')) });
  if (!isNullRef(pool.default_SR) && isLost(pool.default_SR)) {
    notes.push({ tone: 'warning', text: words.defaultStorage(nameOf(inventory, 'SR', pool.default_SR) ?? '') });
  }
  if (
    failure.hosts.size === 0 &&
    (failure.vdis.size > 0 || [...failure.pbds].some((pbd) => isLost(row(inventory, 'PBD', pbd)?.SR ?? '')))
  ) {
    notes.push({ tone: 'info', text: words.dataLost });
  }
  return notes;
}
