import type { WorldSource } from '../../control/protocol';

const ORIGIN = '.origin/';

/** The name under which the first state of an opened file is kept. */
export function originName(name: string): string {
  return ORIGIN + name;
}

export function isOrigin(name: string): boolean {
  return name.startsWith(ORIGIN);
}

/** A scenario's world has the same name whenever it is opened with the same parameters. */
export function scenarioName(source: Extract<WorldSource, { kind: 'scenario' }>): string {
  const { name, seed, hosts, vms } = source;
  const size = [hosts === undefined ? '' : ` ${hosts} hosts`, vms === undefined ? '' : ` ${vms} VMs`].join('');
  return `${name}${size}${seed === 1 ? '' : ` seed ${seed}`}`;
}

/** A name that is not taken: “name”, “name 2”, “name 3”. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const base = wanted.trim() === '' ? 'world' : wanted.trim().slice(0, 190);
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number += 1) {
    const name = `${base} ${number}`;
    if (!taken.includes(name)) return name;
  }
}
