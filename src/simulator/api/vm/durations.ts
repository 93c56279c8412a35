import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { migrationBytesPerSecond, startMs, vbdPlugMs, type StartPlan } from '../../physics/lifecycle';
import { balloonRange, domainKind, totalMemoryBytes } from '../memory';
import { repositoryType } from '../vbd';
import type { World } from '../world';

type Vm = Records['VM'];

/** How long each disk of a VM takes to attach, ms. */
function diskPlugsMs({ db }: World, vm: Vm): number[] {
  const plugs: number[] = [];
  for (const vbd of vm.VBDs) {
    const row = db.row('VBD', vbd);
    if (!row.empty) plugs.push(vbdPlugMs(repositoryType(db, row)));
  }
  return plugs;
}

/** Memory with which a server builds the domain of a VM, bytes: a balloon's limit may be more than it has. */
export function builtMemoryBytes({ db }: World, vm: Vm, host: Ref<'host'>): number {
  const [, most] = balloonRange(vm);
  return Math.min(most, totalMemoryBytes(db, host));
}

export function startPlan(world: World, vm: Vm, host: Ref<'host'>, placed: boolean): StartPlan {
  return {
    memoryBytes: builtMemoryBytes(world, vm, host),
    diskPlugsMs: diskPlugsMs(world, vm),
    vifs: vm.VIFs.length,
    vgpus: vm.VGPUs.length,
    emulated: domainKind(vm) === 'hvm',
    placed,
  };
}

/** From the call to the running domain, ms. */
export function vmStartMs(world: World, vm: Vm, host: Ref<'host'>): number {
  return startMs(startPlan(world, vm, host, true));
}

/** Destroying a domain and building it anew on the same server, ms, without the guest's part. */
export function vmRebuildMs(world: World, vm: Vm): number {
  return startMs(startPlan(world, vm, vm.resident_on, false));
}

/** Speed of a stream over the management network between two servers, bytes/s: the slower link counts. */
export function migrationSpeed(world: World, from: Ref<'host'>, to: Ref<'host'>, isCompressed = false): number {
  return Math.min(...[from, to].map((host) => migrationBytesPerSecond(managementMbit(world, host), isCompressed)));
}

/** Speed of a server's management link, Mbit/s; 0 when nobody knows. */
export function managementMbit({ db }: World, host: Ref<'host'>): number {
  for (const pif of db.get('host', host)?.PIFs ?? []) {
    const row = db.get('PIF', pif);
    if (row === undefined || !row.management || isNullRef(row.metrics)) continue;
    return db.get('PIF_metrics', row.metrics)?.speed ?? 0;
  }
  return 0;
}
