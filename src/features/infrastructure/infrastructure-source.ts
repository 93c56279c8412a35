import type { ClassName } from '../../xapi/datamodel/ref';
import { isNullRef } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { objectKey } from '../navigation';
import type { ObjectId, TreeToggles } from '../navigation';
import {
  changedIn,
  homeHost,
  homeIsByStorage,
  hasPoolNode,
  hostIsLive,
  glyphFor,
  hostStatus,
  isDefaultTemplate,
  labelOr,
  markOf,
  only,
  poolName,
  poolStatus,
  row,
  rows,
  shapeOf,
  srHost,
  srStatus,
  srVisibility,
  vmStatus,
  vmVisibility,
} from '../objects';
import type { Changes, Inventory } from '../objects';
import { naturalKey } from '../values';
import type { SortedTree } from './sorted-tree';
import { ROOT_KEY } from './root';
import { sameNodeOr } from './tree-node';

const RANK = { pool: 0, host: 1, vm: 2, sr: 3, template: 4 } as const;

type PlacedClass = 'pool' | 'host' | 'SR' | 'VM';

/** Where an object stands and what its row shows. */
interface Place {
  readonly parent: string;
  readonly kind: keyof typeof RANK;
  readonly toggle: keyof TreeToggles | null;
  readonly label: string;
  readonly glyph: GlyphSpec;
  readonly hidden: boolean;
}

/**
 * Places the objects of one connection in the Infrastructure tree: pool, servers, virtual machines under their home
 * server, local storage under its server, the rest at the pool. Follows changes: only what a change can touch is placed again.
 */
export class InfrastructureSource {
  private readonly placed = new Map<PlacedClass, Set<string>>();
  /** VMs whose home depends on where their disks are. */
  private readonly byStorage = new Set<string>();
  private readonly vmOfSuspendImage = new Map<string, string>();
  private readonly storageHosts = new Map<string, string | null>();
  private readonly liveHosts = new Map<string, boolean>();
  private top = ROOT_KEY;
  private coordinator = '';
  private defaultStorage = '';
  private note = '';

  constructor(
    private readonly tree: SortedTree,
    private readonly connection: string,
  ) {}

  /** Follows `inventory`, which already holds what `changes` tell. */
  apply(inventory: Inventory, changes: Changes): void {
    if (changes.all || this.shapeChanged(inventory, changes)) {
      this.placeAll(inventory);
      return;
    }
    const srs = new Set<string>(changedIn(changes, 'SR'));
    for (const ref of changedIn(changes, 'PBD')) {
      const pbd = row(inventory, 'PBD', ref);
      if (pbd) srs.add(pbd.SR);
    }
    const vms = new Set<string>(changedIn(changes, 'VM'));
    this.addVmsOfDisks(inventory, changes, vms);
    if (this.storageMoved(inventory, srs)) for (const ref of this.byStorage) vms.add(ref);
    for (const ref of srs) this.placeSr(inventory, ref);
    for (const ref of vms) this.placeVm(inventory, ref);
  }

  /** Puts a remark on the topmost row of the pool. */
  remark(inventory: Inventory, note: string): void {
    if (note === this.note) return;
    this.note = note;
    this.placePool(inventory);
    this.placeClass(inventory, 'host', (ref) => this.placeHost(inventory, ref));
  }

  /** Whether pool or servers changed in a way that concerns objects below them; lesser changes are made here. */
  private shapeChanged(inventory: Inventory, changes: Changes): boolean {
    const hostsChanged = changedIn(changes, 'host');
    if (hostsChanged.length + changedIn(changes, 'pool').length + changedIn(changes, 'host_metrics').length === 0)
      return false;
    const pool = only(inventory, 'pool')?.[1];
    const hosts = rows(inventory, 'host');
    if (this.topKey(inventory) !== this.top || (pool?.master ?? '') !== this.coordinator) return true;
    if ((pool?.default_SR ?? '') !== this.defaultStorage || hosts.size !== this.liveHosts.size) return true;
    for (const [ref, host] of hosts) if (this.liveHosts.get(ref) !== hostIsLive(inventory, host)) return true;
    this.placePool(inventory);
    for (const ref of hostsChanged) this.placeHost(inventory, ref);
    return false;
  }

  private addVmsOfDisks(inventory: Inventory, changes: Changes, vms: Set<string>): void {
    for (const ref of changedIn(changes, 'VBD')) this.addByStorage(vms, row(inventory, 'VBD', ref)?.VM);
    for (const ref of changedIn(changes, 'VDI')) {
      this.addByStorage(vms, this.vmOfSuspendImage.get(ref));
      for (const vbd of row(inventory, 'VDI', ref)?.VBDs ?? []) this.addByStorage(vms, row(inventory, 'VBD', vbd)?.VM);
    }
  }

  private addByStorage(vms: Set<string>, ref: string | undefined): void {
    if (ref !== undefined && this.byStorage.has(ref)) vms.add(ref);
  }

  private storageMoved(inventory: Inventory, srs: ReadonlySet<string>): boolean {
    let moved = false;
    for (const ref of srs) {
      const sr = row(inventory, 'SR', ref);
      const host = sr ? srHost(inventory, sr) : null;
      if ((this.storageHosts.get(ref) ?? null) !== host) moved = true;
      if (sr) this.storageHosts.set(ref, host);
      else this.storageHosts.delete(ref);
    }
    return moved;
  }

  private placeAll(inventory: Inventory): void {
    const pool = only(inventory, 'pool')?.[1];
    this.top = this.topKey(inventory);
    this.coordinator = pool?.master ?? '';
    this.defaultStorage = pool?.default_SR ?? '';
    this.liveHosts.clear();
    this.storageHosts.clear();
    for (const [ref, host] of rows(inventory, 'host')) this.liveHosts.set(ref, hostIsLive(inventory, host));
    for (const [ref, sr] of rows(inventory, 'SR')) this.storageHosts.set(ref, srHost(inventory, sr));
    this.placePool(inventory);
    this.placeClass(inventory, 'host', (ref) => this.placeHost(inventory, ref));
    this.placeClass(inventory, 'SR', (ref) => this.placeSr(inventory, ref));
    this.placeClass(inventory, 'VM', (ref) => this.placeVm(inventory, ref));
  }

  private placeClass(inventory: Inventory, cls: 'host' | 'SR' | 'VM', place: (ref: string) => void): void {
    for (const ref of this.placed.get(cls) ?? []) if (!row(inventory, cls, ref)) place(ref);
    for (const ref of rows(inventory, cls).keys()) place(ref);
  }

  private placePool(inventory: Inventory): void {
    const entry = only(inventory, 'pool');
    const isShown = entry !== undefined && hasPoolNode(inventory, entry[1]);
    for (const ref of this.placed.get('pool') ?? []) if (!isShown || ref !== entry[0]) this.unplace('pool', ref);
    if (!isShown) return;
    const [ref, pool] = entry;
    const glyph = glyphFor('pool', poolStatus(inventory, pool));
    this.place('pool', ref, {
      parent: ROOT_KEY,
      kind: 'pool',
      toggle: null,
      label: poolName(inventory, pool),
      glyph,
      hidden: false,
    });
  }

  private placeHost(inventory: Inventory, ref: string): void {
    const host = row(inventory, 'host', ref);
    if (!host) {
      this.unplace('host', ref);
      return;
    }
    const pool = only(inventory, 'pool')?.[1];
    const isPooled = pool !== undefined && hasPoolNode(inventory, pool);
    const mark = isPooled && pool.master === ref ? 'coordinator' : null;
    const glyph = glyphFor('host', hostStatus(inventory, host), mark);
    const parent = isPooled ? this.top : ROOT_KEY;
    this.place('host', ref, {
      parent,
      kind: 'host',
      toggle: null,
      label: labelOr(host.name_label),
      glyph,
      hidden: false,
    });
  }

  private placeSr(inventory: Inventory, ref: string): void {
    const sr = row(inventory, 'SR', ref);
    if (!sr) {
      this.unplace('SR', ref);
      return;
    }
    const host = this.storageHosts.get(ref) ?? null;
    const status = srStatus(inventory, ref, sr);
    this.place('SR', ref, {
      parent: this.parentOf(host),
      kind: 'sr',
      toggle: sr.shared ? null : 'localStorage',
      label: labelOr(sr.name_label),
      glyph: glyphFor('sr', status, markOf(inventory, 'sr', ref, status), shapeOf(inventory, 'sr', ref)),
      hidden: srVisibility(sr) !== 'shown' || this.isDown(host),
    });
  }

  private placeVm(inventory: Inventory, ref: string): void {
    const vm = row(inventory, 'VM', ref);
    if (vm && !isNullRef(vm.suspend_VDI)) this.vmOfSuspendImage.set(vm.suspend_VDI, ref);
    if (vm && homeIsByStorage(vm)) this.byStorage.add(ref);
    else this.byStorage.delete(ref);
    if (!vm || vm.is_a_snapshot || vmVisibility(vm) === 'never') {
      this.unplace('VM', ref);
      return;
    }
    const host = homeHost(inventory, vm);
    const kind = vm.is_a_template ? 'template' : 'vm';
    this.place('VM', ref, {
      parent: this.parentOf(host),
      kind,
      toggle: vmToggle(vm),
      label: labelOr(vm.name_label),
      glyph: glyphFor(kind, vmStatus(vm)),
      hidden: vmVisibility(vm) !== 'shown' || this.isDown(host),
    });
  }

  private parentOf(host: string | null): string {
    return host !== null && this.liveHosts.has(host) ? this.keyOf('host', host) : this.top;
  }

  /** A server that is gone or does not respond hides what belongs to it. */
  private isDown(host: string | null): boolean {
    return host !== null && this.liveHosts.get(host) === false;
  }

  /** The node that holds what belongs to no single server: the pool, or the only server of an unnamed pool. */
  private topKey(inventory: Inventory): string {
    const entry = only(inventory, 'pool');
    if (entry && hasPoolNode(inventory, entry[1])) return this.keyOf('pool', entry[0]);
    for (const ref of rows(inventory, 'host').keys()) return this.keyOf('host', ref);
    return ROOT_KEY;
  }

  private place(cls: PlacedClass, ref: string, at: Place): void {
    const { parent, kind, toggle, label, glyph, hidden } = at;
    const id: ObjectId = { connection: this.connection, class: cls, ref };
    const key = objectKey(id);
    const note = parent === ROOT_KEY ? this.note : '';
    const node = sameNodeOr(this.tree.get(key)?.node, { key, id, kind, label, glyph, hidden, note });
    this.tree.set({ key, parent, rank: RANK[kind], sortKey: naturalKey(label), toggle, onlyWithChildren: false, node });
    let refs = this.placed.get(cls);
    if (!refs) this.placed.set(cls, (refs = new Set()));
    refs.add(ref);
  }

  private unplace(cls: PlacedClass, ref: string): void {
    if (this.placed.get(cls)?.delete(ref)) this.tree.remove(this.keyOf(cls, ref));
  }

  private keyOf(cls: ClassName, ref: string): string {
    return objectKey({ connection: this.connection, class: cls, ref });
  }
}

/** The topmost object of a pool as the tree shows it; null while it is not known. */
export function rootIdOf(inventory: Inventory, connection: string): ObjectId | null {
  const entry = only(inventory, 'pool');
  if (!entry) return null;
  if (hasPoolNode(inventory, entry[1])) return { connection, class: 'pool', ref: entry[0] };
  const host = only(inventory, 'host');
  return host ? { connection, class: 'host', ref: host[0] } : null;
}

function vmToggle(vm: Records['VM']): keyof TreeToggles | null {
  if (!vm.is_a_template) return null;
  return isDefaultTemplate(vm) ? 'defaultTemplates' : 'customTemplates';
}
