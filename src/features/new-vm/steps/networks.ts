import { textInput } from '../../commands';
import type { Choice, ListRow, StepContext, WizardStep } from '../../commands';
import { macOf, macProblem, networkChoices } from '../../networks';
import { row } from '../../objects';
import { compareNatural } from '../../values';
import { FIELD, templateOf } from '../answers';
import { recommendationsOf } from '../template-facts';
import { texts } from '../texts';

/** Interfaces that any VM can have (xapi: allowed_VIF_devices). */
const MOST_INTERFACES = 7;
/** A VM begins with no more than so many, one on each automatic network (XenCenter). */
const MOST_AT_FIRST = 4;

export const networksStep: WizardStep = {
  id: 'networks',
  title: texts.steps.networks,
  make: (context) => {
    const { inventory, input, ask } = context;
    const networks = networkChoices(inventory);
    const most = recommendationsOf(templateOf(inventory, input))['number-of-vifs']?.max ?? MOST_INTERFACES;
    const nameOfNetwork = new Map(networks.map(({ key, label }) => [key, label]));
    ask({
      kind: 'list',
      id: FIELD.nics(textInput(input, FIELD.template)),
      label: texts.fields.nics,
      initial: initialRows(context, networks),
      empty: texts.lists.noNics,
      addLabel: texts.lists.addNic,
      add: (rows) => (rows.length >= most || networks.length === 0 ? null : newRow(rows, networks)),
      fields: (_nic, rows) => [
        {
          kind: 'choice',
          id: 'network',
          label: texts.fields.network,
          initial: '',
          choices: networks,
          checksServers: false,
        },
        {
          kind: 'text',
          id: 'mac',
          label: texts.fields.mac,
          initial: '',
          optional: true,
          hint: texts.fields.macHint,
          problem: (text) =>
            macProblem(inventory, text, null) ?? (isTwice(text, rows) ? texts.problems.macTwice : null),
        },
      ],
      describe: (nic) => ({
        title: texts.lists.nic(Number(nic['device']), nameOfNetwork.get(nic['network'] ?? '') ?? texts.lists.noNetwork),
        detail: nic['mac'] === undefined || nic['mac'].trim() === '' ? texts.lists.macAuto : nic['mac'],
      }),
    });
    return {};
  },
};

const isTwice = (mac: string, rows: readonly ListRow[]): boolean =>
  macOf(mac) !== '' && rows.filter((each) => macOf(each['mac'] ?? '') === macOf(mac)).length > 1;

/** The interfaces of the template; one that has none gets one on each network that is for new VMs. */
function initialRows({ inventory, input }: StepContext, networks: readonly Choice[]): readonly ListRow[] {
  const own = (templateOf(inventory, input)?.VIFs ?? []).flatMap((ref) => row(inventory, 'VIF', ref) ?? []);
  if (own.length > 0) {
    return own
      .toSorted((a, b) => compareNatural(a.device, b.device))
      .map(({ device, network }) => ({ device, network, mac: '' }));
  }
  const automatic = networks.filter(({ key }) => row(inventory, 'network', key)?.other_config['automatic'] === 'true');
  const chosen = automatic.length > 0 ? automatic : networks;
  return chosen
    .slice(0, automatic.length > 0 ? MOST_AT_FIRST : 1)
    .map(({ key }, at) => ({ device: String(at), network: key, mac: '' }));
}

function newRow(rows: readonly ListRow[], networks: readonly Choice[]): ListRow {
  const taken = new Set(rows.map((each) => each['device']));
  let device = 0;
  while (taken.has(String(device))) device += 1;
  return { device: String(device), network: networks[0]?.key ?? '', mac: '' };
}
