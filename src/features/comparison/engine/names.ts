import { classTable } from '../../../xapi/datamodel/classes.gen';
import type { ClassModel } from '../../../xapi/datamodel/model';
import { texts } from '../texts';
import { cellOf } from './cells';
import type { State } from './model';
import { unprotect } from './s-expression';

const models = classTable as Readonly<Record<string, ClassModel | undefined>>;

/** A field of a row as a text; empty when there is none. */
function fieldText(state: State, cls: string, ref: string, field: string): string {
  const row = state.tables.get(cls)?.get(ref);
  const key = state.isText ? (models[cls]?.fields[field]?.column ?? field) : field;
  const value = row === undefined ? undefined : cellOf(row, key);
  if (value === undefined) return '';
  return state.isText ? unprotect(String(value)) : String(value);
}

/** Which field leads to what an object is a part of. */
const OWNERS: Readonly<Record<string, string>> = {
  ...{ VBD: 'VM', VIF: 'VM', VGPU: 'VM', VUSB: 'VM', VTPM: 'VM', console: 'VM', crashdump: 'VM' },
  ...{ PBD: 'host', PIF: 'host', PCI: 'host', PGPU: 'host', PUSB: 'host', host_cpu: 'host', host_crashdump: 'host' },
  ...{ host_patch: 'host', Cluster_host: 'host', Certificate: 'host', Host_driver: 'host', Feature: 'host' },
  ...{ Bond: 'master', VLAN: 'untagged_PIF', tunnel: 'access_PIF', network_sriov: 'logical_PIF' },
};

/** Which class and field lead to a part. */
const PARTS: Readonly<Record<string, readonly [cls: string, field: string]>> = {
  VM_metrics: ['VM', 'metrics'],
  VM_guest_metrics: ['VM', 'guest_metrics'],
  host_metrics: ['host', 'metrics'],
  PIF_metrics: ['PIF', 'metrics'],
};

/** Names of the objects of a state, and what they are parts of. */
export class Names {
  readonly #wholes = new Map<string, ReadonlyMap<string, string>>();

  constructor(readonly state: State) {}

  /** For people; never empty. */
  of(ref: string): string {
    const cls = this.state.classes.get(ref);
    return cls === undefined ? ref : this.name(cls, ref);
  }

  name(cls: string, ref: string): string {
    const text = (field: string): string => fieldText(this.state, cls, ref, field);
    const other = (field: string): string => this.of(text(field));
    switch (cls) {
      case 'VBD':
        return texts.names.drive(text('userdevice') || text('device'), other('VM'));
      case 'VIF':
        return texts.names.interface(text('device'), other('VM'));
      case 'VGPU':
        return texts.names.vgpu(other('VM'));
      case 'PIF': {
        const vlan = text('VLAN');
        return texts.names.nic(Number(vlan) >= 0 ? `${text('device')}.${vlan}` : text('device'), other('host'));
      }
      case 'PBD':
        return texts.names.connection(other('host'), other('SR'));
      case 'Bond':
        return other('master');
      case 'VLAN':
        return other('untagged_PIF');
      case 'PCI':
      case 'PGPU':
        return texts.names.device(cls === 'PCI' ? text('device_name') : other('PCI'), other('host'));
      case 'host_cpu':
        return texts.names.processor(text('number'), other('host'));
      case 'subject':
        return text('subject_identifier') || ref;
      case 'pool':
        return this.state.name;
      default: {
        const whole = cls in PARTS ? this.#wholeOf(cls, ref) : undefined;
        if (whole !== undefined) return this.of(whole);
        return text('name_label') || text('name') || text('uuid') || ref;
      }
    }
  }

  /** What an object is a part of; itself when of nothing. */
  owner(cls: string, ref: string): readonly [cls: string, ref: string] {
    const field = OWNERS[cls];
    const next = field === undefined ? this.#wholeOf(cls, ref) : fieldText(this.state, cls, ref, field);
    const nextClass = next === undefined ? undefined : this.state.classes.get(next);
    if (next === undefined || nextClass === undefined || next === ref) return [cls, ref];
    return this.owner(nextClass, next);
  }

  #wholeOf(cls: string, ref: string): string | undefined {
    const part = PARTS[cls];
    if (!part) return undefined;
    let wholes = this.#wholes.get(cls);
    if (!wholes) {
      const [whole, field] = part;
      const refs = [...(this.state.tables.get(whole)?.keys() ?? [])];
      wholes = new Map(refs.map((each) => [fieldText(this.state, whole, each, field), each]));
      this.#wholes.set(cls, wholes);
    }
    return wholes.get(ref);
  }
}
