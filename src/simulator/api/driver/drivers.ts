import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, type Call, type World } from '../world';
import { driverByModule, type DriverModel } from './catalogue';

/** Rows for the drivers of a server's cards that come in several variants (xapi_host_driver.ml scan). */
export function installDrivers(world: World, host: Ref<'host'>): void {
  const { db } = world;
  const modules = new Set(db.row('host', host).PCIs.map((pci) => db.row('PCI', pci).driver_name));
  for (const module of modules) {
    const model = driverByModule(module);
    if (model !== undefined) installDriver(world, host, model, '', '');
  }
}

function installDriver(
  { db, engine }: World,
  host: Ref<'host'>,
  model: DriverModel,
  active: string,
  selected: string,
): void {
  const driver = engine.newRef('Host_driver');
  const { name, type, description } = model;
  db.insert('Host_driver', driver, {
    uuid: engine.newUuid('Host_driver'),
    host,
    name,
    friendly_name: name,
    type,
    description,
    info: name,
    active_variant: NULL_REF,
    selected_variant: NULL_REF,
  });
  for (const { name: variant, version, priority, status } of model.variants) {
    const ref = engine.newRef('Driver_variant');
    const row = { name: variant, driver, version, hardware_present: true, priority, status };
    db.insert('Driver_variant', ref, { uuid: engine.newUuid('Driver_variant'), ...row });
    if (variant === active) db.update('Host_driver', driver, { active_variant: ref });
    if (variant === selected) db.update('Host_driver', driver, { selected_variant: ref });
  }
}

function driversOf({ db }: World, host: Ref<'host'>): readonly Ref<'Host_driver'>[] {
  return [...db.all('Host_driver')].filter(([, driver]) => driver.host === host).map(([ref]) => ref);
}

/** Reads the drivers of a server again: all rows are new, what was chosen stays so. */
function rescan(world: World, host: Ref<'host'>): void {
  const { db } = world;
  for (const ref of driversOf(world, host)) {
    const { name, variants, active_variant, selected_variant } = db.row('Host_driver', ref);
    const model = driverByModule(name);
    const active = db.get('Driver_variant', active_variant)?.name ?? '';
    const selected = db.get('Driver_variant', selected_variant)?.name ?? '';
    for (const variant of variants) db.remove('Driver_variant', variant);
    db.remove('Host_driver', ref);
    if (model !== undefined) installDriver(world, host, model, active, selected);
  }
}

/** To be called when a server has started: the selected drivers are the ones it runs. */
export function bootDrivers(world: World, host: Ref<'host'>): void {
  for (const ref of driversOf(world, host)) {
    const { selected_variant } = world.db.row('Host_driver', ref);
    world.db.update('Host_driver', ref, { active_variant: selected_variant });
  }
}

function select({ db }: Call, driver: Ref<'Host_driver'>, selected_variant: Ref<'Driver_variant'>): void {
  const { variants } = need(db, 'Host_driver', driver);
  if (!variants.includes(selected_variant)) throw new Fault('INVALID_VALUE', 'variant', selected_variant);
  db.transaction(() => db.update('Host_driver', driver, { selected_variant }));
}

define({
  'Host_driver.select': select,
  'Host_driver.deselect': (call, self) => {
    need(call.db, 'Host_driver', self);
    const none = { active_variant: NULL_REF, selected_variant: NULL_REF };
    call.db.transaction(() => call.db.update('Host_driver', self, none));
  },
  'Host_driver.rescan': (call, host) => {
    need(call.db, 'host', host);
    call.db.transaction(() => rescan(call.world, host));
  },
  'Driver_variant.select': (call, self) => select(call, need(call.db, 'Driver_variant', self).driver, self),
});
