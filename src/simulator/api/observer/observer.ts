import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { constructorValues } from '../generic';
import { define } from '../registry';
import { need, type Call } from '../world';

type Observer = Records['Observer'];

/** Parts of the toolstack that can be observed (xapi_observer_components.ml). */
const COMPONENTS: ReadonlySet<string> = new Set(['xapi', 'xenopsd', 'xapi-clusterd', 'smapi']);

function assertComponents(components: readonly string[]): void {
  for (const component of components) {
    if (!COMPONENTS.has(component)) throw new Fault('INVALID_VALUE', 'component', component);
  }
}

/** `bugtool`, or the address of a collector. */
function assertEndpoints(endpoints: readonly string[]): void {
  for (const endpoint of endpoints) {
    if (endpoint !== 'bugtool' && !URL.canParse(endpoint)) throw new Fault('INVALID_VALUE', 'endpoint', endpoint);
  }
}

function assertHosts({ db }: Call, hosts: readonly Ref<'host'>[]): void {
  for (const host of hosts) if (!db.has('host', host)) throw new Fault('INVALID_VALUE', 'host', host);
}

const LONGEST_VALUE = 4095;
const ATTRIBUTE = /^[a-z0-9](?:[a-z0-9._]{0,125}[a-z0-9])?$/;

/** tracing.ml validate_attribute. */
function assertAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(attributes)) {
    const isValid = ATTRIBUTE.test(key) && value.length > 0 && value.length <= LONGEST_VALUE;
    if (!isValid) throw new Fault('INVALID_VALUE', 'attributes', `${key}:${value}`);
  }
}

function set({ db }: Call, self: Ref<'Observer'>, values: Partial<Observer>): void {
  need(db, 'Observer', self);
  db.transaction(() => db.update('Observer', self, values));
}

/** xapi_observer.ml create. */
function create(call: Call, args: Partial<Observer>): Ref<'Observer'> {
  const { db, engine } = call;
  const values = constructorValues('Observer', args) as Partial<Observer>;
  assertComponents(values.components ?? []);
  assertEndpoints(values.endpoints ?? []);
  assertHosts(call, values.hosts ?? []);
  assertAttributes(values.attributes ?? {});
  const ref = engine.newRef('Observer');
  db.transaction(() => db.insert('Observer', ref, { ...values, uuid: engine.newUuid('Observer') }));
  return ref;
}

define({
  'Observer.create': create,
  'Observer.set_enabled': (call, self, enabled) => set(call, self, { enabled }),
  'Observer.set_hosts': (call, self, hosts) => {
    assertHosts(call, hosts);
    set(call, self, { hosts });
  },
  'Observer.set_attributes': (call, self, attributes) => {
    assertAttributes(attributes);
    set(call, self, { attributes });
  },
  'Observer.set_endpoints': (call, self, endpoints) => {
    assertEndpoints(endpoints);
    set(call, self, { endpoints });
  },
  'Observer.set_components': (call, self, components) => {
    assertComponents(components);
    set(call, self, { components });
  },
});
