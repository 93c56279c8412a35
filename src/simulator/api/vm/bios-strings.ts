import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, type Call } from '../world';

type BiosStrings = Records['VM']['bios_strings'];

/** What a guest sees of its firmware unless somebody has said otherwise (constants.ml generic_bios_strings). */
export const GENERIC_BIOS_STRINGS: BiosStrings = Object.freeze({
  'bios-vendor': 'Xen',
  'bios-version': '',
  'system-manufacturer': 'Xen',
  'system-product-name': 'HVM domU',
  'system-version': '',
  'system-serial-number': '',
  'baseboard-manufacturer': '',
  'baseboard-product-name': '',
  'baseboard-version': '',
  'baseboard-serial-number': '',
  'baseboard-asset-tag': '',
  'baseboard-location-in-chassis': '',
  'enclosure-asset-tag': '',
  'hp-rombios': '',
  'oem-1': 'Xen',
  'oem-2': 'MS_VM_CERT/SHA1/bdbeb6e0a816d43fa6d3fe8aaef04c2bad9d3e3d',
});

const FIXED: ReadonlySet<string> = new Set(['hp-rombios', 'oem-1', 'oem-2']);
const LONGEST = 512;

function assertStrings(value: BiosStrings): void {
  for (const [key, text] of Object.entries(value)) {
    if (!Object.hasOwn(GENERIC_BIOS_STRINGS, key) || FIXED.has(key))
      throw new Fault('INVALID_VALUE', key, 'Unknown key');
    if (text === '') throw new Fault('INVALID_VALUE', key, 'Value provided is empty');
    if (text.length > LONGEST) {
      throw new Fault('INVALID_VALUE', key, `${text} has length more than ${LONGEST} characters`);
    }
    if (!/^[\x20-\x7e]*$/.test(text)) {
      throw new Fault('INVALID_VALUE', key, `${text} has non-printable ASCII characters`);
    }
  }
}

/** The strings of a VM are written once. */
function assertUnset(call: Call, ref: Ref<'VM'>): void {
  if (Object.keys(need(call.db, 'VM', ref).bios_strings).length > 0) throw new Fault('VM_BIOS_STRINGS_ALREADY_SET');
}

define({
  'VM.set_bios_strings': (call, vm, value) => {
    assertUnset(call, vm);
    assertStrings(value);
    call.db.transaction(() => call.db.update('VM', vm, { bios_strings: { ...GENERIC_BIOS_STRINGS, ...value } }));
  },
  // The VM then prefers the server whose strings it has.
  'VM.copy_bios_strings': (call, vm, host) => {
    assertUnset(call, vm);
    const { bios_strings } = need(call.db, 'host', host);
    call.db.transaction(() => call.db.update('VM', vm, { bios_strings, affinity: host }));
  },
});
