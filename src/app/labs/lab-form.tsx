import type { Lab, LabValues } from '../../control/labs/lab';
import { Button } from '../../ui/actions/button';
import { LabField } from './lab-field';
import { changedInputs, initialValues } from './lab-inputs';
import styles from './labs.module.css';
import { texts } from './texts';

interface LabFormProps {
  readonly lab: Lab;
  readonly values: LabValues;
  readonly onChange: (values: LabValues) => void;
}

/** What a person can change about an experiment. */
export function LabForm({ lab, values, onChange }: LabFormProps) {
  const isChanged = changedInputs(lab, values).length > 0;
  return (
    <>
      {lab.inputs.map((input) => (
        <LabField
          key={input.key}
          input={input}
          value={values[input.key]}
          onChange={(value) => onChange({ ...values, [input.key]: value })}
        />
      ))}
      <Button
        variant="quiet"
        size="small"
        className={styles['reset']}
        disabledReason={isChanged ? null : texts.inputs.asGiven}
        onPress={() => onChange(initialValues(lab))}
      >
        {texts.inputs.reset}
      </Button>
    </>
  );
}
