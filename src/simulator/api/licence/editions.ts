import { restrictions, type Feature } from './features';

/** One edition that a server can run, as the licensing daemon describes it. */
interface Edition {
  readonly marketingName: string;
  /** Weakest first: the edition of a pool is the weakest of its servers. */
  readonly order: number;
  /** Whether a licence server hands it out. */
  readonly needsLicenceServer: boolean;
  readonly missing: ReadonlySet<Feature>;
}

/** What only the largest edition has (editions of XenServer 8, vendor's feature matrix). */
const PREMIUM_ONLY: readonly Feature[] = [
  'IntelliCache',
  'VGPU',
  'Guest_agent_auto_update',
  'PCI_device_for_auto_update',
  'Live_patching',
  'PVS_proxy',
  'CBT',
  'Network_sriov',
  'Corosync',
  'WLB',
  'VM_groups',
];

export const EDITIONS = {
  trial: {
    marketingName: 'XenServer Trial Edition',
    order: 0,
    needsLicenceServer: false,
    missing: new Set(['Pool_size']),
  },
  standard: {
    marketingName: 'XenServer Standard Edition',
    order: 10,
    needsLicenceServer: true,
    missing: new Set(PREMIUM_ONLY),
  },
  premium: {
    marketingName: 'XenServer Premium Edition',
    order: 20,
    needsLicenceServer: true,
    missing: new Set(),
  },
} as const satisfies Record<string, Edition>;

export type EditionName = keyof typeof EDITIONS;

export const EDITION_NAMES: readonly EditionName[] = Object.freeze(Object.keys(EDITIONS) as EditionName[]);

/** What a new server runs. */
export const FIRST_EDITION: EditionName = 'premium';

/** What is left when a licence is taken away. */
export const WEAKEST_EDITION: EditionName = 'trial';

export function isEdition(name: string): name is EditionName {
  return Object.hasOwn(EDITIONS, name);
}

/** How long a licence lasts, from the day on which it is applied. */
export const LICENCE_MS = 365 * 86_400_000;

/** Restrictions that the licensing daemon adds for clients; the toolstack itself asks for none of them. */
const FOR_CLIENTS = {
  restrict_hotfix_apply: 'false',
  restrict_export_resource_data: 'false',
  restrict_vswitch_controller: 'false',
  restrict_read_caching: 'false',
  restrict_cifs: 'false',
  restrict_gfs2: 'false',
  restrict_xcm: 'false',
} as const;

/** `host.license_params` under an edition (xapi: xapi_host.ml copy_license_to_db, and what v6d adds). */
export function licenceParams(
  edition: EditionName,
  { sockets, expiry, version }: { readonly sockets: string; readonly expiry: string; readonly version: string },
): Readonly<Record<string, string>> {
  return {
    ...restrictions(EDITIONS[edition].missing),
    ...FOR_CLIENTS,
    sku_type: edition,
    sku_marketing_name: EDITIONS[edition].marketingName,
    version,
    sockets,
    expiry,
    grace: 'no',
    productcode: '',
    serialnumber: '',
    name: '',
    company: '',
  };
}
