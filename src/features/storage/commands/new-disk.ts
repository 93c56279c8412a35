import { textInput } from '../../commands';
import type { Input, PoolCommand } from '../../commands';
import { texts } from './texts';

const NAME = 'name';
const DESCRIPTION = 'description';
const SIZE = 'size';

const USUAL_SIZE_BYTES = 10 * 2 ** 30;

type Fields = ReturnType<NonNullable<PoolCommand['fields']>>;

/** What is asked of every new disk; `problem` measures its size by where it is to lie. */
export function newDiskFields(name: string, problem: (bytes: number, input: Input) => string | null): Fields {
  return [
    { kind: 'text', id: NAME, label: texts.fields.name, initial: name },
    { kind: 'text', id: DESCRIPTION, label: texts.fields.description, initial: '', optional: true },
    { kind: 'size', id: SIZE, label: texts.fields.size, initialBytes: USUAL_SIZE_BYTES, problem },
  ];
}

/** What `VDI.create` is given. */
export function newDiskArgs(storage: string, name: string, input: Input) {
  return {
    name_label: textInput(input, NAME).trim() || name,
    name_description: textInput(input, DESCRIPTION).trim(),
    SR: storage,
    virtual_size: Number(textInput(input, SIZE)),
    type: 'user',
    sharable: false,
    read_only: false,
    other_config: {},
    xenstore_data: {},
    sm_config: {},
    tags: [],
  } as const;
}
