/** What servers of earlier releases say of their software; one of the newest says it by itself. */
export const SOFTWARE = {
  '6.1': { product_version: '6.1.0', platform_version: '1.6.10', xen: '4.1.3', linux: '2.6.32.43' },
  '6.2': { product_version: '6.2.0', platform_version: '1.8.0', xen: '4.1.5', linux: '2.6.32.43' },
  'creedence-alpha-1': {
    product_version: '6.4.90',
    product_version_text_short: 'Creedence alpha 1',
    platform_version: '1.8.90',
    xen: '4.4.0',
    linux: '3.10.0',
  },
  'creedence-alpha-2': {
    product_version: '6.4.91',
    product_version_text_short: 'Creedence alpha 2',
    platform_version: '1.8.91',
    xen: '4.4.0',
    linux: '3.10.0',
  },
  '6.5': { product_version: '6.5.0', platform_version: '1.9.0', xen: '4.4.1', linux: '3.10.0' },
  '6.5-sp1': {
    product_version: '6.5.0',
    product_version_text_short: '6.5 SP1',
    platform_version: '1.9.0',
    xen: '4.4.1',
    linux: '3.10.0',
  },
  '7.0': { product_version: '7.0.0', platform_version: '2.1.0', xen: '4.6.1', linux: '3.10.0' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
