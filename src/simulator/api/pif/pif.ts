import { Fault } from '../fault';
import { define } from '../registry';
import { need } from '../world';
import { assertUnclustered, plugPif, unplugPif } from './plug';
import { isBondMember } from './topology';

define({
  'PIF.plug': (call, self) => call.db.transaction(() => plugPif(call.world, self)),
  'PIF.unplug': (call, self) => call.db.transaction(() => unplugPif(call.world, self)),
  'PIF.set_disallow_unplug': (call, self, disallow_unplug) => {
    const pif = need(call.db, 'PIF', self);
    if (pif.disallow_unplug && !disallow_unplug) assertUnclustered(call.world, self);
    call.db.transaction(() => call.db.update('PIF', self, { disallow_unplug }));
  },
  'PIF.set_property': (call, self, name, value) => {
    const { db } = call;
    const pif = need(db, 'PIF', self);
    if (name !== 'gro' || (value !== 'on' && value !== 'off')) {
      throw new Fault('INVALID_VALUE', 'properties', `${name} = ${value}`);
    }
    const isOwn = (pif.physical || pif.bond_master_of.length > 0) && !isBondMember(pif);
    if (!isOwn) throw new Fault('CANNOT_CHANGE_PIF_PROPERTIES', self);
    const properties = { ...pif.properties, [name]: value };
    const members = pif.bond_master_of.flatMap((bond) => db.row('Bond', bond).slaves);
    db.transaction(() => {
      for (const each of [self, ...members]) db.update('PIF', each, { properties });
    });
  },
});
