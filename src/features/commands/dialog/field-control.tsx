import type { Connection } from '../../../xapi/client/contract';
import { Checkbox } from '../../../ui/forms/checkbox';
import { NumberField } from '../../../ui/forms/number-field';
import { TextField } from '../../../ui/forms/text-field';
import type { Field, Input } from '../command';
import { ChecklistControl } from './checklist-control';
import { ChoiceControl } from './choice-control';
import { FileControl } from './file-control';
import { ListControl } from './list-control';
import { LookControl } from './look-control';
import { rowsInput } from '../table/vm-call';
import { SearchControl } from './search-control';
import { SizeControl } from './size-control';
import { TagsControl } from './tags-control';

export interface FieldControlProps {
  readonly field: Field;
  readonly value: Input[string] | undefined;
  readonly onChange: (value: Input[string]) => void;
  readonly connection: Connection;
  /** The VM that servers are asked about; null for several. */
  readonly vm: string | null;
  /** What is wrong with the value, to be said beside it. */
  readonly error: string | null;
  readonly autoFocus: boolean;
  /** Told what the pool says against the server that is chosen; null: nothing, so far. */
  readonly onRefusal?: ((field: string, reason: string | null) => void) | undefined;
}

/** The control for one thing a command asks. */
export function FieldControl(props: FieldControlProps) {
  const { field, value, onChange, connection, vm, error, autoFocus, onRefusal } = props;
  const text = typeof value === 'string' ? value : '';
  const list = Array.isArray(value) ? value.map(String) : [];
  const rows = value === undefined ? [] : rowsInput({ [field.id]: value }, field.id);
  switch (field.kind) {
    case 'text':
      return (
        <TextField
          label={field.label}
          type={field.secret === true ? 'password' : field.moment === true ? 'datetime-local' : 'text'}
          value={text}
          onChange={onChange}
          hint={field.hint}
          error={error}
          rows={field.lines}
          monospace={field.lines !== undefined}
          suggestions={field.suggestions}
          autoFocus={autoFocus}
          autoComplete="off"
        />
      );
    case 'number':
      return (
        <NumberField
          label={field.label}
          value={Number(text)}
          onChange={(next) => onChange(String(next))}
          min={field.min}
          max={field.max}
          hint={field.hint}
          error={error}
          autoFocus={autoFocus}
        />
      );
    case 'size':
      return <SizeControl field={field} value={text} onChange={onChange} error={error} autoFocus={autoFocus} />;
    case 'check':
      return (
        <Checkbox checked={value === true || value === 'true'} onChange={onChange} hint={field.hint}>
          {field.label}
        </Checkbox>
      );
    case 'choice':
      return (
        <ChoiceControl
          field={field}
          value={text}
          onChange={onChange}
          connection={connection}
          vm={vm}
          error={error}
          autoFocus={autoFocus}
          onRefusal={onRefusal}
        />
      );
    case 'search':
      return <SearchControl field={field} value={text} onChange={onChange} error={error} connection={connection} />;
    case 'look':
      return <LookControl field={field} value={rows} onChange={onChange} error={error} connection={connection} />;
    case 'file':
      return <FileControl field={field} value={text} onChange={onChange} error={error} autoFocus={autoFocus} />;
    case 'list':
      return <ListControl field={field} value={rows} onChange={onChange} error={error} connection={connection} />;
    case 'checklist':
      return <ChecklistControl field={field} value={list} onChange={onChange} error={error} />;
    case 'tags':
      return <TagsControl field={field} value={list} onChange={onChange} />;
  }
}
