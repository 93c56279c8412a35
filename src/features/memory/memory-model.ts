import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { glyphFor, glyphOf, hostIsLive, hostStatus, labelOr, row, rows, vmStatus } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural } from '../values';

/** Memory of a server, bytes. */
export interface ServerMemory {
  readonly ref: Ref<'host'>;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly total: number;
  readonly free: number;
  readonly xen: number;
  /** 0 while it is not known. */
  readonly controlDomain: number;
  /** What all VMs that run there may have together. */
  readonly most: number;
}

export interface HostMemory extends ServerMemory {
  readonly vms: readonly VmMemory[];
}

/** Memory of a VM, bytes. */
export interface VmMemory {
  readonly ref: Ref<'VM'>;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly state: string;
  /** What it has now; null: nothing, or not known. */
  readonly actual: number | null;
  readonly dynamicMin: number;
  readonly dynamicMax: number;
  readonly staticMax: number;
}

/** Null when the server does not respond: its figures would be those of another time. */
function serverMemory(inventory: Inventory, ref: Ref<'host'>): ServerMemory | null {
  const host = row(inventory, 'host', ref);
  const metrics = host && row(inventory, 'host_metrics', host.metrics);
  if (!host || !metrics || !hostIsLive(inventory, host)) return null;
  const control = row(inventory, 'VM', host.control_domain);
  return {
    ref,
    name: labelOr(host.name_label),
    glyph: glyphOf(inventory, 'host', ref) ?? glyphFor('host', hostStatus(inventory, host)),
    total: metrics.memory_total,
    free: metrics.memory_free,
    xen: host.memory_overhead,
    controlDomain: (control && actualOf(inventory, control.metrics)) ?? 0,
    most: guestsOn(inventory, host).reduce((sum, vm) => sum + (row(inventory, 'VM', vm)?.memory_dynamic_max ?? 0), 0),
  };
}

/** The same with each VM on it. */
export function hostMemory(inventory: Inventory, ref: Ref<'host'>): HostMemory | null {
  const server = serverMemory(inventory, ref);
  const host = row(inventory, 'host', ref);
  if (!server || !host) return null;
  const vms = guestsOn(inventory, host)
    .flatMap((vm) => vmMemory(inventory, vm) ?? [])
    .sort((a, b) => compareNatural(a.name, b.name));
  return { ...server, vms };
}

function guestsOn(inventory: Inventory, { resident_VMs: vms }: Records['host']): readonly Ref<'VM'>[] {
  return vms.filter((vm) => row(inventory, 'VM', vm)?.is_control_domain === false);
}

/** The servers of the pool that respond, in natural order. */
export function serversMemory(inventory: Inventory): readonly ServerMemory[] {
  return [...rows(inventory, 'host').keys()]
    .flatMap((ref) => serverMemory(inventory, ref) ?? [])
    .sort((a, b) => compareNatural(a.name, b.name));
}

export function vmMemory(inventory: Inventory, ref: Ref<'VM'>): VmMemory | null {
  const vm = row(inventory, 'VM', ref);
  if (!vm) return null;
  const status = vmStatus(vm);
  return {
    ref,
    name: labelOr(vm.name_label),
    glyph: glyphFor(vm.is_a_template ? 'template' : 'vm', status),
    state: status.label,
    actual: isNullRef(vm.resident_on) ? null : actualOf(inventory, vm.metrics),
    dynamicMin: vm.memory_dynamic_min,
    dynamicMax: vm.memory_dynamic_max,
    staticMax: vm.memory_static_max,
  };
}

function actualOf(inventory: Inventory, metrics: Ref<'VM_metrics'>): number | null {
  const actual = row(inventory, 'VM_metrics', metrics)?.memory_actual ?? 0;
  return actual > 0 ? actual : null;
}

/** One piece of a server's bar: Xen, its control domain, each VM, and what none of them accounts for. */
export interface Piece {
  readonly kind: 'xen' | 'controlDomain' | 'vm' | 'other';
  readonly name: string;
  readonly bytes: number;
}

export function pieces(server: HostMemory, names: { readonly [K in 'xen' | 'controlDomain' | 'other']: string }) {
  const known: Piece[] = [
    { kind: 'xen', name: names.xen, bytes: server.xen },
    { kind: 'controlDomain', name: names.controlDomain, bytes: server.controlDomain },
    ...server.vms.map(({ name, actual }): Piece => ({ kind: 'vm', name, bytes: actual ?? 0 })),
  ];
  const sum = known.reduce((all, { bytes }) => all + bytes, 0);
  // Shadow pages, and VMs whose memory is not known yet.
  const other: Piece = { kind: 'other', name: names.other, bytes: Math.max(0, server.total - server.free - sum) };
  return [...known, other].filter(({ bytes }) => bytes > 0);
}

/** Where it stands what the VMs on a server have now, its control domain among them. */
export function metricsOn(inventory: Inventory, host: Ref<'host'>): readonly Ref<'VM_metrics'>[] {
  return metricsOf(inventory, row(inventory, 'host', host)?.resident_VMs ?? []);
}

/** Where it stands what the control domains of all servers have. */
export function controlMetrics(inventory: Inventory): readonly Ref<'VM_metrics'>[] {
  return metricsOf(
    inventory,
    [...rows(inventory, 'host').values()].map((host) => host.control_domain),
  );
}

function metricsOf(inventory: Inventory, vms: readonly Ref<'VM'>[]): readonly Ref<'VM_metrics'>[] {
  return vms.flatMap((vm) => row(inventory, 'VM', vm)?.metrics ?? []);
}
