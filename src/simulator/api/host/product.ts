import type { Records } from '../../../xapi/datamodel/types.gen';

/** The version of the toolstack whose rules are simulated: API 2.23, database schema 5.909. */
export const API_VERSION = { major: 2, minor: 23 } as const;

export const SOFTWARE_VERSION: Records['host']['software_version'] = Object.freeze({
  product_brand: 'XenServer',
  product_version: '8.4.0',
  product_version_text: '8',
  product_version_text_short: '8',
  platform_name: 'XCP',
  platform_version: '3.4.0',
  build_number: 'stream',
  date: '20251208T00:00:00Z',
  hostname: 'localhost',
  dbv: '0.0.1',
  db_schema: '5.909',
  xapi: '26.1',
  xapi_build: '26.1.0',
  xen: '4.17.5-24',
  linux: '4.19.0+1',
  network_backend: 'openvswitch',
  xencenter_min: '2.23',
  xencenter_max: '2.23',
});
