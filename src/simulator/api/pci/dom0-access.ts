import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums } from '../../../xapi/datamodel/types.gen';
import type { Json } from '../../engine/agenda';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, thePool, type Call, type World } from '../world';

type Access = Enums['pci_dom0_access'];

/** Devices have no field for this; their server's boot settings hold it. */
const DOM0_ACCESS = 'dom0Access';

function hidden({ engine }: World): Readonly<Record<Ref<'PCI'>, Access>> {
  return (engine.annex[DOM0_ACCESS] ?? {}) as Readonly<Record<Ref<'PCI'>, Access>>;
}

function pgpuOf({ db }: World, pci: Ref<'PCI'>): Ref<'PGPU'> | undefined {
  const host = db.get('PCI', pci)?.host ?? '';
  return db.get('host', host)?.PGPUs.find((pgpu) => db.row('PGPU', pgpu).PCI === pci);
}

function accessOf(world: World, pci: Ref<'PCI'>): Access {
  const pgpu = pgpuOf(world, pci);
  return hidden(world)[pci] ?? (pgpu === undefined ? 'enabled' : world.db.row('PGPU', pgpu).dom0_access);
}

/** The GPU on a device says the same of itself. */
function setAccess(world: World, pci: Ref<'PCI'>, access: Access): Access {
  const { db, engine } = world;
  engine.annex = { ...engine.annex, [DOM0_ACCESS]: { ...hidden(world), [pci]: access } as Json };
  const pgpu = pgpuOf(world, pci);
  db.transaction(() => (pgpu === undefined ? db.touch('PCI', pci) : db.update('PGPU', pgpu, { dom0_access: access })));
  return access;
}

/** What becomes of an access when somebody wants it, or wants it no more (xapi_pgpu.ml update_dom0_access). */
const ENABLED: Readonly<Record<Access, Access>> = {
  enabled: 'enabled',
  disable_on_reboot: 'enabled',
  disabled: 'enable_on_reboot',
  enable_on_reboot: 'enable_on_reboot',
};
const DISABLED: Readonly<Record<Access, Access>> = {
  enabled: 'disable_on_reboot',
  disable_on_reboot: 'disable_on_reboot',
  disabled: 'disabled',
  enable_on_reboot: 'disabled',
};
const BOOTED: Readonly<Record<Access, Access>> = {
  enabled: 'enabled',
  disable_on_reboot: 'disabled',
  disabled: 'disabled',
  enable_on_reboot: 'enabled',
};

/** To be called when a server has started: what waited for that is so now. */
export function bootDom0Access(world: World, host: Ref<'host'>): void {
  for (const pci of world.db.row('host', host).PCIs) {
    const access = accessOf(world, pci);
    if (BOOTED[access] !== access) setAccess(world, pci, BOOTED[access]);
  }
}

function change(call: Call, pci: Ref<'PCI'>, next: Readonly<Record<Access, Access>>): Access {
  need(call.db, 'PCI', pci);
  return setAccess(call.world, pci, next[accessOf(call.world, pci)]);
}

function gpuPci(call: Call, pgpu: Ref<'PGPU'>): Ref<'PCI'> {
  return need(call.db, 'PGPU', pgpu).PCI;
}

define({
  'PCI.enable_dom0_access': (call, self) => change(call, self, ENABLED),
  'PCI.disable_dom0_access': (call, self) => change(call, self, DISABLED),
  'PCI.get_dom0_access_status': (call, self) => {
    need(call.db, 'PCI', self);
    return accessOf(call.world, self);
  },
  'PGPU.enable_dom0_access': (call, self) => change(call, gpuPci(call, self), ENABLED),
  'PGPU.disable_dom0_access': (call, self) => {
    const pci = gpuPci(call, self);
    const restricted = thePool(call.db)[1].restrictions['restrict_integrated_gpu_passthrough'] === 'true';
    if (restricted) throw new Fault('FEATURE_RESTRICTED');
    return change(call, pci, DISABLED);
  },
});
