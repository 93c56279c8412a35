import { Tag } from 'lucide-react';
import { apiLine, textInput, xeLine } from '../../commands';
import type { PoolCommand } from '../../commands';
import { rows } from '../../objects';
import { hostOf, hostUuid, liveReason } from './hosts';
import { texts } from './texts';

const NAME = 'name';

/** RFC 3720, 3.2.6.3: a month and a reversed domain, or an identifier of hardware; at most 223 bytes. */
const PATTERN =
  /^(iqn\.\d{4}-\d{2}\.[a-z0-9][a-z0-9.-]*(:[^\s]+)?|eui\.[0-9a-fA-F]{16}|naa\.([0-9a-fA-F]{16}|[0-9a-fA-F]{32}))$/;
const LONGEST = 223;

/** By which iSCSI storage knows a server. */
export const iscsiNameCommand: PoolCommand = {
  type: 'pool',
  id: 'host.iscsiName',
  label: texts.labels.iscsiName,
  verb: texts.verbs.save,
  title: texts.titles.iscsiName,
  icon: Tag,
  group: 'edit',
  kinds: ['host'],
  single: true,
  calls: ['host.set_iscsi_iqn'],
  reason: liveReason,
  fields: (inventory, [target]) => {
    const names = [...rows(inventory, 'host')].flatMap(([ref, { iscsi_iqn }]) =>
      ref === target?.ref ? [] : iscsi_iqn,
    );
    return [
      {
        kind: 'text',
        id: NAME,
        label: texts.fields.iscsiName,
        hint: texts.fields.iscsiNameHint,
        initial: (target && hostOf(inventory, target)?.iscsi_iqn) ?? '',
        problem: (text) => {
          if (text.length > LONGEST || !PATTERN.test(text.trim())) return texts.problems.iscsiName;
          return names.includes(text.trim()) ? texts.problems.iscsiNameTaken : null;
        },
      },
    ];
  },
  script: (inventory, { ref }, input) => ({
    api: [apiLine('host.set_iscsi_iqn', ref, textInput(input, NAME).trim())],
    xe: [xeLine('host-param-set', { uuid: hostUuid(inventory, ref), 'iscsi-iqn': textInput(input, NAME).trim() })],
  }),
  run: async (job, { ref }, input) => {
    await job.call('host.set_iscsi_iqn', ref, textInput(input, NAME).trim());
  },
};
