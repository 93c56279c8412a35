import type { Lab, LabInput, LabValues } from '../../control/labs/lab';
import { Button } from '../../ui/actions/button';
import { CheckboxGroup } from '../../ui/forms/checkbox-group';
import { NumberField } from '../../ui/forms/number-field';
import { formatNumber } from '../../ui/forms/number-text';
import { RadioGroup } from '../../ui/forms/radio-group';
import { Select } from '../../ui/forms/select';
import { changedInputs, decimalsOf, initialValues } from './lab-inputs';
import styles from './labs.module.css';
import { texts } from './texts';

/** More options than this are a list to open. */
const MOST_RADIOS = 4;

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

interface LabFieldProps {
  readonly input: LabInput;
  readonly value: LabValues[string] | undefined;
  readonly onChange: (value: LabValues[string]) => void;
}

function LabField({ input, value, onChange }: LabFieldProps) {
  switch (input.kind) {
    case 'number': {
      const { label, unit, min, max, step, initial } = input;
      const decimals = Math.max(decimalsOf(step), decimalsOf(initial));
      const words = [min, max].map((limit) => formatNumber(limit, decimals)) as [string, string];
      return (
        <NumberField
          label={label}
          value={typeof value === 'number' ? value : initial}
          onChange={onChange}
          min={min}
          max={max}
          step={step}
          unit={unit}
          decimals={decimals}
          hint={texts.inputs.range(...words)}
        />
      );
    }
    case 'choice': {
      const Choice = input.options.length > MOST_RADIOS ? Select : RadioGroup;
      return (
        <Choice
          label={input.label}
          options={input.options}
          value={typeof value === 'string' ? value : input.initial}
          onChange={onChange}
        />
      );
    }
    case 'choices':
      return (
        <CheckboxGroup
          label={input.label}
          options={input.options}
          value={[value ?? []].flat().map(String)}
          needed={texts.inputs.atLeastOne}
          onChange={onChange}
        />
      );
  }
}
