import { useId } from 'react';
import { Checkbox } from './checkbox';
import { Field, noteProps } from './field';
import type { FieldProps } from './field';
import type { Option } from './radio-group';
import styles from './choice.module.css';

export interface CheckboxGroupProps<T extends string> extends FieldProps {
  options: readonly Option<T>[];
  /** In the order of the options. */
  value: readonly T[];
  onChange: (value: readonly T[]) => void;
  /** Why none at all is no answer: the last one chosen then cannot be taken back. */
  needed?: string | undefined;
}

/** Any of a few. */
export function CheckboxGroup<T extends string>(props: CheckboxGroupProps<T>) {
  const id = useId();
  const { options, value, onChange, needed } = props;
  return (
    <Field {...props} id={id} group>
      <div role="group" aria-labelledby={`${id}-label`} className={styles['radios']} {...noteProps(id, props)}>
        {options.map((option) => {
          const isChosen = value.includes(option.value);
          const isLast = needed !== undefined && isChosen && value.length === 1;
          return (
            <Checkbox
              key={option.value}
              checked={isChosen}
              disabled={isLast || option.disabled}
              hint={isLast ? needed : option.hint}
              onChange={(chosen) =>
                onChange(
                  options
                    .map((each) => each.value)
                    .filter((each) => (each === option.value ? chosen : value.includes(each))),
                )
              }
            >
              {option.label}
            </Checkbox>
          );
        })}
      </div>
    </Field>
  );
}
