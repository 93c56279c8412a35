import { apiVersion } from '../../xapi/datamodel/classes.gen';
import type { Records } from '../../xapi/datamodel/types.gen';
import { defineHandler, type HandlerResponse } from './handlers';
import { errorPage } from './plain';

/** What a service says of itself (xapi: storage_interface.ml query_result, xapi_services.ml). */
interface Service {
  readonly driver: string;
  readonly name: string;
  readonly description: string;
  readonly vendor: string;
  readonly copyright: string;
  readonly version: string;
  readonly required_api_version: string;
  readonly features: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  readonly required_cluster_stack: readonly string[];
}

function serviceOf(driver: Records['SM']): Service {
  return {
    driver: driver.type,
    name: driver.name_label,
    description: driver.name_description,
    vendor: driver.vendor,
    copyright: driver.copyright,
    version: driver.version,
    required_api_version: driver.required_api_version,
    features: Object.entries(driver.features).map(([feature, version]) => `${feature}/${version}`),
    configuration: driver.configuration,
    required_cluster_stack: driver.required_cluster_stack,
  };
}

const MULTIPLEXER: Service = {
  driver: 'mux',
  name: 'storage multiplexor',
  description: 'forwards calls to other plugins',
  vendor: 'XCP',
  copyright: 'see the source code',
  version: '2.0',
  required_api_version: apiVersion,
  features: ['/services/SM'],
  configuration: {},
  required_cluster_stack: [],
};

function json(value: unknown): HandlerResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The parts of a path behind its handler's. */
function below(path: string, handler: string): readonly string[] {
  const rest = path.replace(/\?.*/, '').slice(handler.length);
  return rest.split('/').filter((part) => part !== '');
}

const missing = (): HandlerResponse => errorPage(404, 'Not Found', 'There is no such service.');

defineHandler('get_services', ({ request }) =>
  below(request.path, '/services').length === 0 ? json(MULTIPLEXER) : missing(),
);

defineHandler('get_services_sm', ({ world, request }) => {
  const [type] = below(request.path, '/services/SM');
  const drivers = [...world.db.all('SM')].map(([, driver]) => driver);
  if (type === undefined) return json(drivers.map(serviceOf));
  const driver = drivers.find((row) => row.type === type);
  return driver === undefined ? missing() : json(serviceOf(driver));
});

// No service but that of the storage, and that only about itself, answers behind a server's own address: xenopsd takes calls of its own server alone,
// and what a call is to go to has to be there (xapi: xapi_services.ml hand_over_connection, http_proxy_to_plugin).
for (const name of [
  'get_services_xenops',
  'post_services_xenops',
  'put_services_xenops',
  'post_services_sm',
  'put_services_sm',
  'post_services',
  'put_services',
]) {
  defineHandler(name, missing);
}
