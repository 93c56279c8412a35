/**
 * Labs: experiments that run in a simulator of their own. The page knows what each is about and can be told, a worker
 * runs one and answers with figures; both share these shapes.
 */

export type LabId = 'tapdisk' | 'overhead' | 'boot-storm' | 'density' | 'network' | 'gpu' | 'alua' | 'migration';

export interface LabOption {
  readonly value: string;
  readonly label: string;
}

/** What a person can change about an experiment. */
export type LabInput =
  | {
      readonly kind: 'choice';
      readonly key: string;
      readonly label: string;
      readonly options: readonly LabOption[];
      readonly initial: string;
    }
  /** Some of the options, at least one. */
  | {
      readonly kind: 'choices';
      readonly key: string;
      readonly label: string;
      readonly options: readonly LabOption[];
      readonly initial: readonly string[];
    }
  | {
      readonly kind: 'number';
      readonly key: string;
      readonly label: string;
      /** Behind the number: `MB/s`, `desktops`. */
      readonly unit?: string;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly initial: number;
    };

export interface Lab {
  readonly id: LabId;
  readonly title: string;
  /** Two sentences: what happens, and what to look for. */
  readonly lookFor: string;
  /** The world that it builds, in a few words: `One R720 with nine solid-state devices and ten guests`. */
  readonly world: string;
  readonly inputs: readonly LabInput[];
}

/** The answers to the inputs, by key. */
export type LabValues = Readonly<Record<string, string | number | readonly string[]>>;

export interface LabRequest {
  readonly lab: LabId;
  readonly values: LabValues;
}

export interface LabProgress {
  /** 0 to 1. */
  readonly done: number;
  /** What is being measured, such as `tapdisk3, 4 of 10 VMs`. */
  readonly step: string;
  /** The virtual clock of the experiment, milliseconds since 1970. */
  readonly nowMs: number;
}

export interface LabAxis {
  readonly label: string;
  /** Empty when it counts things. */
  readonly unit: string;
  /** `bytes`: powers of two, written 4 KiB. `seconds`: virtual time since the beginning. `names`: categories. */
  readonly scale: 'linear' | 'log' | 'bytes' | 'seconds' | 'names';
}

export interface LabSeries {
  readonly id: string;
  readonly name: string;
  readonly points: readonly { readonly x: number | string; readonly y: number }[];
}

/** Something that was published, to be marked as such in the chart. */
export interface LabPublished {
  readonly id: string;
  /** What it is, with its value: `tapdisk3, read: 10 GB/s`. */
  readonly label: string;
  /** The id of the series that it is about, whose colour and place it then takes; its own id counts when that is one. */
  readonly series?: string;
  /** Where it lies; absent when it holds over the whole axis. */
  readonly x?: number | string;
  /** A value, or the ends of a band. */
  readonly y: number | readonly [number, number];
  readonly source: string;
}

export interface LabChart {
  readonly id: string;
  readonly title: string;
  /** `stacked`: bars whose series add up. */
  readonly kind: 'lines' | 'bars' | 'stacked';
  readonly x: LabAxis;
  readonly y: LabAxis;
  readonly series: readonly LabSeries[];
  readonly published: readonly LabPublished[];
}

/** A measured figure in words, beside the published one where there is one. */
export interface LabFinding {
  readonly what: string;
  readonly measured: string;
  readonly published?: string;
  /** Signed, per cent of the published figure. */
  readonly errorPercent?: number;
  readonly source?: string;
}

/** A world that the experiment used, as a file that `world.open` opens. */
export interface LabWorldFile {
  readonly name: string;
  readonly content: Blob;
}

export interface LabResult {
  readonly charts: readonly LabChart[];
  readonly findings: readonly LabFinding[];
  readonly worlds: readonly LabWorldFile[];
}

/** What a worker says of the experiment that it runs. */
export type FromLab =
  | { readonly type: 'lab-progress'; readonly progress: LabProgress }
  | { readonly type: 'lab-result'; readonly result: LabResult }
  | { readonly type: 'lab-failed'; readonly message: string };
