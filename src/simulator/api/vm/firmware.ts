import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, type Call } from '../world';
import { isTrue } from './vm-facts';

type Vm = Records['VM'];

/** The NVRAM key under which the firmware keeps its variables. */
const EFI_VARIABLES = 'EFI-variables';

/** Variables of Secure Boot: platform key, key exchange keys, allowed and forbidden signatures. */
const USER_VARIABLES: readonly string[] = ['PK', 'KEK', 'db', 'dbx'];
const SETUP_VARIABLES: readonly string[] = ['db', 'dbx'];

/** Names, two zeros apart; enough to tell which variables there are. */
function encode(names: readonly string[]): string {
  return btoa(names.map((name) => `${name}\0\0`).join(''));
}

/** A whole name as our stores write it, or as a real firmware's does, in UTF-16. */
function pattern(name: string): RegExp {
  return new RegExp(`${[...name].join('\\0?')}(?!\\0?[A-Za-z])`);
}

/** Which Secure Boot variables a store names. */
function variablesIn(store: string): ReadonlySet<string> {
  try {
    const bytes = atob(store);
    return new Set(USER_VARIABLES.filter((name) => pattern(name).test(bytes)));
  } catch {
    return new Set();
  }
}

function isUefi(vm: Vm): boolean {
  return vm.HVM_boot_params['firmware'] === 'uefi';
}

/** xapi_vm.ml get_secureboot_readiness */
function readiness(vm: Vm): Enums['vm_secureboot_readiness'] {
  if (!isUefi(vm)) return 'not_supported';
  if (!isTrue(vm.platform['secureboot'])) return 'disabled';
  const store = vm.NVRAM[EFI_VARIABLES];
  if (store === undefined) return 'first_boot';
  const variables = variablesIn(store);
  if (!variables.has('PK')) return 'setup_mode';
  if (!variables.has('KEK') || !variables.has('db')) return 'certs_incomplete';
  return variables.has('dbx') ? 'ready' : 'ready_no_dbx';
}

function setVariables({ db }: Call, ref: Ref<'VM'>, value: string, values: Partial<Vm> = {}): void {
  const { NVRAM } = need(db, 'VM', ref);
  db.transaction(() => db.update('VM', ref, { ...values, NVRAM: { ...NVRAM, [EFI_VARIABLES]: value } }));
}

/** Only between these two may a client move the state (xapi_vm.ml update_secureboot_certificates_on_boot). */
const UPDATABLE: ReadonlySet<Vm['secureboot_certificates_state']> = new Set(['update_available', 'update_on_boot']);

define({
  'VM.get_secureboot_readiness': ({ db }, vm) => readiness(need(db, 'VM', vm)),
  'VM.set_uefi_mode': (call, vm, mode) => {
    if (!isUefi(need(call.db, 'VM', vm))) throw new Fault('OPERATION_NOT_ALLOWED', 'The VM does not boot with UEFI.');
    setVariables(call, vm, encode(mode === 'user' ? USER_VARIABLES : SETUP_VARIABLES));
    return '';
  },
  // The firmware's own call: it says whether it has brought the certificates up to date.
  'VM.set_NVRAM_EFI_variables': (call, vm, value, update) =>
    setVariables(call, vm, value, update === 'yes' ? { secureboot_certificates_state: 'ok' } : {}),
  'VM.update_secureboot_certificates_on_boot': ({ db }, vm, mark) => {
    if (!UPDATABLE.has(need(db, 'VM', vm).secureboot_certificates_state)) {
      const what = mark ? 'set' : 'clear';
      const why = `Cannot ${what} update_on_boot: VM.secureboot_certificates_state is not in a valid state`;
      throw new Fault('OPERATION_NOT_ALLOWED', why);
    }
    db.transaction(() => {
      db.update('VM', vm, { secureboot_certificates_state: mark ? 'update_on_boot' : 'update_available' });
    });
  },
});
