import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { labelOr, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { texts } from './texts';

const why = texts.pinned;

/** Answers what it has worked out for a key before. */
function remembered<T>(work: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as T;
    const fresh = work(key);
    known.set(key, fresh);
    return fresh;
  };
}

const TABLES = ['VBD', 'VDI', 'SR', 'PBD', 'host', 'VIF', 'network', 'PIF', 'VLAN'] as const;

interface Known {
  readonly tables: readonly unknown[];
  readonly tell: (vm: Records['VM']) => string | null;
}

/** By what was asked for the state of a pool last: where VMs alone change, nothing else is worked out anew. */
const known = new WeakMap<object, Known>();

/**
 * Tells of VMs why they cannot run on every server of their pool, which is what high availability asks of those it keeps
 * room for; null: they can. In the order of the toolstack (xapi: agility.ml). For one state of the pool.
 */
export function agilityIn(inventory: Inventory): (vm: Records['VM']) => string | null {
  const tables = TABLES.map((cls) => rows(inventory, cls));
  const key = rows(inventory, 'VBD');
  const before = known.get(key);
  if (before !== undefined && before.tables.every((table, at) => table === tables[at])) return before.tell;
  const told = new WeakMap<Records['VM'], { readonly reason: string | null }>();
  const work = freshIn(inventory);
  const tell = (vm: Records['VM']): string | null => {
    let found = told.get(vm);
    if (found === undefined) told.set(vm, (found = { reason: work(vm) }));
    return found.reason;
  };
  known.set(key, { tables, tell });
  return tell;
}

function freshIn(inventory: Inventory): (vm: Records['VM']) => string | null {
  const hosts = [...rows(inventory, 'host')].filter(([, host]) => host.enabled).map(([ref]) => ref);
  const storage = remembered((ref) => storageReason(inventory, hosts, ref));
  const network = remembered((ref) => networkReason(inventory, hosts, ref));
  const isSriov = remembered((ref) => hasSriov(inventory, ref));
  return (vm) => {
    if (vm.VGPUs.length > 0) return why.gpu;
    if (vm.VUSBs.length > 0) return why.usb;
    for (const ref of vm.VBDs) {
      const vbd = row(inventory, 'VBD', ref);
      const sr = vbd && !vbd.empty ? row(inventory, 'VDI', vbd.VDI)?.SR : undefined;
      const reason = sr === undefined ? null : storage(sr);
      if (reason !== null) return reason;
    }
    const networks = vm.VIFs.flatMap((ref) => row(inventory, 'VIF', ref)?.network ?? []);
    for (const ref of networks) {
      const reason = network(ref);
      if (reason !== null) return reason;
    }
    return networks.some(isSriov) ? why.sriov : null;
  };
}

function storageReason(inventory: Inventory, hosts: readonly Ref<'host'>[], ref: Ref<'SR'>): string | null {
  const sr = row(inventory, 'SR', ref);
  const name = labelOr(sr?.name_label ?? '');
  if (sr?.shared !== true) return why.local(name);
  const attached = new Set(
    sr.PBDs.flatMap((each) => {
      const pbd = row(inventory, 'PBD', each);
      return pbd?.currently_attached === true ? [pbd.host] : [];
    }),
  );
  return hosts.every((host) => attached.has(host)) ? null : why.detached(name);
}

/** What stands in a bond carries no network of its own. */
function networkReason(inventory: Inventory, hosts: readonly Ref<'host'>[], ref: Ref<'network'>): string | null {
  const record = row(inventory, 'network', ref);
  const connected = new Set(
    (record?.PIFs ?? []).flatMap((each) => {
      const pif = row(inventory, 'PIF', each);
      return pif && isNullRef(pif.bond_slave_of) ? [pif.host] : [];
    }),
  );
  return hosts.every((host) => connected.has(host)) ? null : why.network(labelOr(record?.name_label ?? ''));
}

/** A network of SR-IOV, or a VLAN on one. */
function hasSriov(inventory: Inventory, ref: Ref<'network'>): boolean {
  return (row(inventory, 'network', ref)?.PIFs ?? []).some((each) => {
    const pif = row(inventory, 'PIF', each);
    const below = pif && row(inventory, 'PIF', row(inventory, 'VLAN', pif.VLAN_master_of)?.tagged_PIF ?? '');
    return [pif, below].some((one) => one !== undefined && one.sriov_logical_PIF_of.length > 0);
  });
}
