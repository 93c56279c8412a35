import { Builder, DAY_MS } from '../builder';
import { History } from '../history';
import type { Stage } from '../stage';
import { tellEvents } from './events';
import { Population } from './population';
import { buildSite, type Site } from './site';

/** How long the pool has existed when it is handed over. */
export const CAMBRIDGE_AGE_MS = 60 * DAY_MS;

/** Fields of XenCenter, as it keeps their definitions in the pool (xenadmin CustomFieldDefinition.cs). */
const CUSTOM_FIELDS =
  '<CustomFieldDefinitions>' +
  '<CustomFieldDefinition name="Owner" type="String" defaultValue=""/>' +
  '<CustomFieldDefinition name="Review date" type="Date" defaultValue=""/>' +
  '</CustomFieldDefinitions>';

/** A believable pool of a company: six servers, eighty VMs, two months of history. */
export async function buildCambridge(stage: Stage): Promise<void> {
  const endMs = stage.nowMs + CAMBRIDGE_AGE_MS;
  const builder = new Builder(stage);
  const site = await buildSite(builder);
  await organise(stage, site);
  const history = new History(stage, endMs);
  const population = new Population(builder, site, history, endMs);
  await population.settle();
  tellEvents(builder, site, population, history);
  await history.run();
}

async function organise(stage: Stage, { pool, hosts, networks, storage }: Site): Promise<void> {
  await stage.call('pool.add_to_gui_config', pool, 'XenCenter.CustomFields', CUSTOM_FIELDS);
  await stage.call('pool.add_to_other_config', pool, 'EMPTY_FOLDERS', '/Business/Archive;/Engineering/Trials');
  await stage.call('pool.set_tags', pool, ['production']);
  for (const [name, host] of Object.entries(hosts)) {
    await stage.call('host.add_to_other_config', host, 'folder', '/Infrastructure/Servers');
    await stage.call('host.set_tags', host, [name.startsWith('granta') ? 'rack A1' : 'rack B2']);
  }
  await stage.call('network.set_tags', networks.dmz, ['public']);
  await stage.call('SR.add_to_other_config', storage.databases, 'folder', '/Infrastructure/Storage');
  for (const [group, { GPU_types }] of Object.entries(await stage.call('GPU_group.get_all_records'))) {
    if (GPU_types.includes('10de/25b6')) await stage.call('GPU_group.set_allocation_algorithm', group, 'breadth_first');
  }
}
