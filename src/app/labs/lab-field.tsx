import type { LabInput, LabValues } from '../../control/labs/lab';
import { CheckboxGroup } from '../../ui/forms/checkbox-group';
import { NumberField } from '../../ui/forms/number-field';
import { formatNumber } from '../../ui/forms/number-text';
import { RadioGroup } from '../../ui/forms/radio-group';
import { Select } from '../../ui/forms/select';
import { decimalsOf } from './lab-inputs';
import { texts } from './texts';

/** More options than this are a list to open. */
const MOST_RADIOS = 4;

interface LabFieldProps {
  readonly input: LabInput;
  readonly value: LabValues[string] | undefined;
  readonly onChange: (value: LabValues[string]) => void;
}

/** One input, by its kind. */
export function LabField({ input, value, onChange }: LabFieldProps) {
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
