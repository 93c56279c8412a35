import { useId } from 'react';
import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import { IconButton } from '../../../ui/actions/button';
import { Select } from '../../../ui/forms/select';
import { TextField } from '../../../ui/forms/text-field';
import type { Vocabulary } from '../query/complete';
import { DAY_WORDS } from '../query/days';
import { DATE_FIELD, FIELD } from '../query/field-properties';
import { exampleOf } from '../query/operands';
import { findProperty, namedProperties } from '../query/properties';
import type { Property } from '../query/property';
import { allRelations } from '../query/read-relations';
import { texts as queryTexts } from '../query/texts';
import { texts } from '../texts';
import { asksOf, newCondition, problemOf, WORDS } from './draft';
import type { Ask, DraftCondition } from './draft';
import styles from './builder.module.css';

interface ConditionRowProps {
  readonly condition: DraftCondition;
  readonly vocabulary: Vocabulary;
  readonly onChange: (condition: DraftCondition) => void;
  readonly onRemove: () => void;
  /** What is asked about relatives. */
  readonly children: ReactNode;
}

/** One condition: what, how, and with which value. */
export function ConditionRow({ condition, vocabulary, onChange, onRemove, children }: ConditionRowProps) {
  const { what, ask } = condition;
  const property = findProperty(what);
  const hasValue = what === WORDS || (property !== undefined && ask !== 'has' && ask !== 'no');
  const changeAsk = (next: Ask): void => {
    const needsAbout = next === 'one' || next === 'none';
    onChange({ ...condition, ask: next, about: needsAbout ? (condition.about ?? newCondition(what).about) : null });
  };
  return (
    <div className={styles['condition']}>
      <div className={styles['row']}>
        <WhatSelect
          value={what}
          vocabulary={vocabulary}
          onChange={(next) => onChange({ ...newCondition(next), id: condition.id })}
        />
        {what === WORDS ? null : (
          <Select
            label={texts.builder.ask}
            hideLabel
            value={ask}
            options={asksOf(what).map((value) => ({ value, label: askText(property, value) }))}
            onChange={changeAsk}
            className={styles['ask']}
          />
        )}
        {hasValue ? (
          <ValueField condition={condition} property={property} vocabulary={vocabulary} onChange={onChange} />
        ) : null}
        <IconButton label={texts.builder.remove} size="small" icon={<X size={16} />} onPress={onRemove} />
      </div>
      {children}
    </div>
  );
}

/** Relations first: they lead further. */
function WhatSelect(props: {
  readonly value: string;
  readonly vocabulary: Vocabulary;
  readonly onChange: (what: string) => void;
}) {
  const id = useId();
  const fields = props.vocabulary.fields().map(({ name, isDate }) => (isDate ? DATE_FIELD : FIELD) + name);
  const named = namedProperties();
  const isOwnField = props.value.startsWith(FIELD) || props.value.startsWith(DATE_FIELD);
  if (isOwnField && !fields.includes(props.value)) fields.push(props.value);
  return (
    <select
      id={id}
      aria-label={texts.builder.what}
      className={styles['what']}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    >
      <option value={WORDS}>{texts.builder.words}</option>
      <optgroup label={texts.builder.properties}>
        {named.map((property) => (
          <option key={property.id} value={property.id}>
            {property.label}
          </option>
        ))}
      </optgroup>
      {fields.length === 0 ? null : (
        <optgroup label={queryTexts.properties.fields}>
          {fields.map((field) => (
            <option key={field} value={field}>
              {findProperty(field)?.label}
            </option>
          ))}
        </optgroup>
      )}
      <optgroup label={texts.builder.relations}>
        {allRelations().map((relation) => (
          <option key={relation.id} value={relation.id}>
            {texts.builder.relation(queryTexts.relations[relation.id])}
          </option>
        ))}
      </optgroup>
    </select>
  );
}

interface ValueFieldProps {
  readonly condition: DraftCondition;
  readonly property: Property | undefined;
  readonly vocabulary: Vocabulary;
  readonly onChange: (condition: DraftCondition) => void;
}

function ValueField({ condition, property, vocabulary, onChange }: ValueFieldProps) {
  const write = (text: string): void => onChange({ ...condition, text });
  const choices =
    property?.type === 'yesNo'
      ? [
          { value: 'yes', label: queryTexts.yes },
          { value: 'no', label: queryTexts.no },
        ]
      : property?.type === 'choice'
        ? property.options?.map(({ names: [value], label }) => ({ value, label }))
        : undefined;
  if (choices) {
    return (
      <Select
        label={texts.builder.value}
        hideLabel
        value={condition.text}
        options={choices}
        onChange={write}
        className={styles['value']}
      />
    );
  }
  const isText = property === undefined || property.type === 'text' || property.type === 'list';
  return (
    <TextField
      label={texts.builder.value}
      hideLabel
      value={condition.text}
      onChange={write}
      placeholder={isText || property === undefined ? '' : exampleOf(property)}
      suggestions={
        property?.type === 'day'
          ? DAY_WORDS
          : isText && property
            ? vocabulary.values(property.id).slice(0, 100)
            : undefined
      }
      error={problemOf(condition)}
      className={styles['value']}
    />
  );
}

function askText(property: Property | undefined, ask: Ask): string {
  const { asks } = texts.builder;
  if (ask === 'has' || ask === 'no' || ask === 'one' || ask === 'none') return asks[ask];
  if (property?.type === 'day') return asks.day[ask];
  return asks[ask];
}
