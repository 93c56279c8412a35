import { useState } from 'react';
import type { WorldInfo } from '../../control/protocol';
import { Button } from '../../ui/actions/button';
import { NumberField } from '../../ui/forms/number-field';
import { RadioGroup } from '../../ui/forms/radio-group';
import { Dialog } from '../../ui/overlays/dialog';
import { WORLD_LIMITS } from '../connections/boot-request';
import styles from './bar-dialogs.module.css';
import { texts } from './texts';
import type { WorldActions } from './world-actions';

const SCENARIOS = ['cambridge', 'scale', 'empty', 'test-bed-6.2', 'test-bed-6.5'] as const;
type Scenario = (typeof SCENARIOS)[number];

const OPTIONS = SCENARIOS.map((value) => {
  const { name, detail } = texts.create.scenarios[value];
  return { value, label: name, hint: detail };
});

/** Chooses a scenario and its seed; Scale also asks how large. */
export function CreateDialog(props: {
  readonly world: WorldInfo;
  readonly actions: WorldActions;
  readonly onClose: () => void;
}) {
  const { world, actions, onClose } = props;
  const [scenario, setScenario] = useState<Scenario>('cambridge');
  const [seed, setSeed] = useState(world.seed);
  const [hosts, setHosts] = useState(64);
  const [vms, setVms] = useState(10_000);
  const build = () => {
    onClose();
    void (scenario === 'scale' ? actions.build(scenario, seed, hosts, vms) : actions.build(scenario, seed));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.create.title}
      subtitle={texts.create.replaces}
      onSubmit={build}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary">
            {texts.create.verb}
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        <RadioGroup label={texts.create.scenario} options={OPTIONS} value={scenario} onChange={setScenario} />
        {scenario === 'scale' ? (
          <div className={styles['numbers']}>
            <NumberField
              label={texts.create.hosts}
              value={hosts}
              onChange={setHosts}
              min={1}
              max={WORLD_LIMITS.hosts}
              hint={texts.create.between(1, WORLD_LIMITS.hosts)}
            />
            <NumberField
              label={texts.create.vms}
              value={vms}
              onChange={setVms}
              min={0}
              max={WORLD_LIMITS.vms}
              step={100}
              hint={texts.create.between(0, WORLD_LIMITS.vms)}
            />
          </div>
        ) : null}
        <NumberField
          label={texts.create.seed}
          value={seed}
          onChange={setSeed}
          min={0}
          max={WORLD_LIMITS.seed}
          hint={texts.create.seedHint}
        />
      </div>
    </Dialog>
  );
}
