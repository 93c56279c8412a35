import type { Enums, Records } from './types.gen';

export type ClassName = keyof Records;

/** `OpaqueRef:<uuid>` or `OpaqueRef:NULL`. The class is a compile-time flavour: refs of two classes do not mix. */
export type Ref<C extends ClassName = ClassName> = string & { readonly __class?: C };

export const NULL_REF = 'OpaqueRef:NULL';

/** Whether a reference field points nowhere. Old databases also hold the empty string. */
export function isNullRef(ref: string): boolean {
  return ref === NULL_REF || ref === '';
}

export type AnyRecord = Records[ClassName];

/** One member of the answer of `event.from`. `class` is lowercase; `snapshot` is absent on `del`. */
export interface XapiEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly class: string;
  readonly operation: Enums['event_operation'];
  readonly ref: Ref;
  readonly snapshot?: AnyRecord;
}

export interface EventBatch {
  readonly events: readonly XapiEvent[];
  readonly valid_ref_counts: Readonly<Record<string, number>>;
  readonly token: string;
}
