import { useState } from 'react';
import type { LabValues } from '../../control/labs/lab';
import { WORKLOAD_KINDS } from '../../control/workloads';
import { errorSentence } from '../../features/commands';
import { useNavigation } from '../../features/navigation';
import { Button } from '../../ui/actions/button';
import { Banner } from '../../ui/feedback/banner';
import { ProgressBar } from '../../ui/feedback/progress-bar';
import { showToast } from '../../ui/feedback/toast-queue';
import { Select } from '../../ui/forms/select';
import { Dialog } from '../../ui/overlays/dialog';
import { toXapiError } from '../../xapi/client/xapi-error';
import { useConnection } from '../../xapi/cache/connection-context';
import { useSelect } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import { LabField } from '../labs/lab-field';
import styles from './bar-dialogs.module.css';
import { tellGuests } from './tell-guests';
import { texts } from './texts';
import { firstGroup, guestGroups, type GuestGroup } from './work-guests';
import { WORKLOAD_KEY, workText } from './work-text';

const CLASSES: readonly ClassName[] = ['VM', 'host'];
/** Told nothing: a guest does what such guests do. */
const AS_USUAL = 'as-usual';

const KINDS = [
  { value: AS_USUAL, label: texts.work.asUsual },
  ...WORKLOAD_KINDS.map(({ name, label }) => ({ value: name, label })),
];

/** Tells guests what to do: what is selected, a server's, or all that run. */
export function WorkDialog({ onClose }: { readonly onClose: () => void }) {
  const connection = useConnection();
  const { selection } = useNavigation().state;
  // The groups are those of the moment at which the dialog opened.
  const [chosen] = useState(selection);
  const groups = useSelect(CLASSES, (inventory) => guestGroups(inventory, chosen), sameGroups);
  const [groupId, setGroupId] = useState(() => firstGroup(groups, chosen)?.id ?? '');
  const [kindName, setKindName] = useState<string>('storage-test');
  const [values, setValues] = useState<LabValues>({});
  const [told, setTold] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const group = groups.find(({ id }) => id === groupId) ?? groups[0];
  const kind = WORKLOAD_KINDS.find(({ name }) => name === kindName);
  const work = kind === undefined ? null : workText(kind, values);

  const tell = async (): Promise<void> => {
    if (group === undefined || told !== null) return;
    setProblem(null);
    setTold(0);
    try {
      await tellGuests(connection, group.vms, work, setTold);
      showToast({ tone: 'ok', title: texts.work.told(group.vms.length) });
      onClose();
    } catch (error) {
      setProblem(await errorSentence(toXapiError(error), connection));
      setTold(null);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.work.title}
      subtitle={texts.work.subtitle}
      onSubmit={() => void tell()}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            pending={told !== null}
            disabledReason={group === undefined ? texts.work.nobody : null}
          >
            {texts.work.verb}
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        {problem === null ? null : (
          <Banner tone="danger" title={texts.work.refused}>
            {problem}
          </Banner>
        )}
        <Select
          label={texts.work.who}
          options={groups.map(({ id, label }) => ({ value: id, label }))}
          value={group?.id ?? ''}
          onChange={setGroupId}
          hint={group === undefined ? texts.work.nobody : texts.work.whoHint}
        />
        <Select
          label={texts.work.what}
          options={KINDS}
          value={kindName}
          onChange={(name) => {
            setKindName(name);
            setValues({});
          }}
          hint={kind?.does ?? texts.work.asUsualHint}
        />
        {kind?.inputs.map((input) => (
          <LabField
            key={`${kindName} ${input.key}`}
            input={input}
            value={values[input.key]}
            onChange={(value) => setValues({ ...values, [input.key]: value })}
          />
        ))}
        <p className={styles['written']}>
          {work === null ? (
            texts.work.removes(WORKLOAD_KEY)
          ) : (
            <>
              {texts.work.writes} <code>{`other_config:${WORKLOAD_KEY}=${work}`}</code>
            </>
          )}
        </p>
        {told === null || group === undefined ? null : (
          <ProgressBar label={texts.work.telling(told, group.vms.length)} value={told / group.vms.length} />
        )}
      </div>
    </Dialog>
  );
}

/** Member by member: a group may be thousands, and the pool changes several times a second. */
function sameGroups(a: readonly GuestGroup[], b: readonly GuestGroup[]): boolean {
  return a.length === b.length && a.every((group, at) => isSame(group, b[at]));
}

function isSame({ id, label, vms }: GuestGroup, other: GuestGroup | undefined): boolean {
  if (other === undefined || id !== other.id || label !== other.label || vms.length !== other.vms.length) return false;
  return vms.every((vm, at) => vm === other.vms[at]);
}
