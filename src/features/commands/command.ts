import type { LucideIcon } from 'lucide-react';
import type { Connection } from '../../xapi/client/contract';
import type { ErrorLike } from '../../xapi/errors/load';
import type { Navigation, ObjectId } from '../navigation';
import type { Call, Inventory } from '../objects';
import type { TargetKind } from './target';
import type { Job, OtherPool } from './work';

/** One object a command is about. */
export interface Target {
  readonly id: ObjectId;
  readonly ref: string;
  readonly kind: TargetKind;
  readonly name: string;
}

/** One line of a list that a person makes, by the ids of its fields; a tick is `true` or `false`. */
export type ListRow = Readonly<Record<string, string>>;

/** What a person filled in or chose before the command ran, by field id. */
export type Input = Readonly<Record<string, string | boolean | readonly string[] | readonly ListRow[]>>;

export interface Choice {
  readonly key: string;
  readonly label: string;
  /** A second line: free memory, free space, how many. */
  readonly detail: string;
  /** Why it cannot be chosen; null: it can. */
  readonly reason: string | null;
  /** No object, where the others are some: the pool is asked nothing about it. */
  readonly isNone?: true;
  /** Heading of the choices that it stands with; choices of one group follow each other. */
  readonly group?: string;
}

/** What a command asks for before it runs. */
export type Field = FieldKind & {
  /** Whether it is asked after what else was answered; absent: always. What is not asked stands in nobody's way. */
  readonly isAsked?: (input: Input) => boolean;
};

type FieldKind =
  | {
      readonly kind: 'text';
      readonly id: string;
      readonly label: string;
      readonly initial: string;
      readonly hint?: string;
      /** May stay empty, unless `problem` says otherwise. */
      readonly optional?: true;
      /** A password: shown as dots, and nowhere else. */
      readonly secret?: true;
      /** A day and a time of it, in the zone of this computer: `2026-01-31T10:00`. */
      readonly moment?: true;
      /** Several lines, as many as this at a time. */
      readonly lines?: number;
      /** What others have in such a field. */
      readonly suggestions?: readonly string[];
      /** What is wrong with the text, said beside the field once it was changed; null: nothing. */
      readonly problem?: (text: string, input: Input) => string | null;
    }
  | {
      /** An amount of bytes; the input holds it in decimal digits, or the empty text. */
      readonly kind: 'size';
      readonly id: string;
      readonly label: string;
      /** Null: it begins empty and may stay so. */
      readonly initialBytes: number | null;
      readonly hint?: string;
      readonly problem: (bytes: number, input: Input) => string | null;
    }
  | {
      /** A whole number within limits; the input holds it in decimal digits. */
      readonly kind: 'number';
      readonly id: string;
      readonly label: string;
      readonly initial: number;
      readonly min: number;
      readonly max: number;
      readonly hint?: string;
      readonly problem?: (value: number, input: Input) => string | null;
    }
  | {
      readonly kind: 'check';
      readonly id: string;
      readonly label: string;
      readonly initial: boolean;
      readonly hint?: string;
    }
  | {
      readonly kind: 'choice';
      readonly id: string;
      readonly label: string;
      readonly initial: string;
      readonly choices: readonly Choice[];
      /** The choices are servers, whose real reasons the pool is asked for when they are shown. */
      readonly checksServers: boolean;
      /** The VM that the servers are asked about; otherwise the one that the command is for. */
      readonly vm?: string;
      /** Few words each: they fold into one line. */
      readonly folds?: true;
    }
  | {
      /**
       * One of what the pool finds when it is told to look; the input holds the question and the key, one to a line, so
       * that an answer to another question is not taken for one.
       */
      readonly kind: 'search';
      readonly id: string;
      readonly label: string;
      readonly initial: string;
      /** Of the button that looks. */
      readonly verb: string;
      /** What is looked for and where; no passwords, because it is kept with the draft. */
      readonly question: string;
      /** Why it cannot look yet; null: it can. */
      readonly reason: string | null;
      readonly search: (call: Connection['call']) => Promise<readonly Choice[]>;
      /** Says what was refused; in the words of the catalogue unless given. */
      readonly explain?: (thrown: unknown) => Promise<string>;
      readonly nothing: string;
      /** What a key that was found reads as once the search is not there; absent: the key. */
      readonly named?: (key: string) => string;
      /** What is wrong as long as it has no answer; absent: that one has to be chosen. */
      readonly missing?: string;
      /** May be left without an answer. */
      readonly optional?: true;
      /** Looks as soon as it is shown and can. Where it is optional too, a refusal is an answer: none was found. */
      readonly atOnce?: true;
    }
  | {
      /**
       * What the pool says to a question, asked as soon as it is shown, when the question becomes another one, and again
       * on demand; the input holds a row with the question, then those of the answer.
       */
      readonly kind: 'look';
      readonly id: string;
      readonly label: string;
      readonly initial: readonly ListRow[];
      /** Of the button that asks again. */
      readonly verb: string;
      readonly question: string;
      /** `earlier`: the rows of the answer before, whatever was asked. */
      readonly look: (
        call: Connection['call'],
        sentence: (error: ErrorLike) => Promise<string>,
        earlier: readonly ListRow[],
      ) => Promise<readonly ListRow[]>;
      /** Said where nothing is wrong with the answer. */
      readonly fine: string;
      /** Why it cannot go on after this answer; null: it can. */
      readonly problem: (rows: readonly ListRow[]) => string | null;
    }
  | {
      /** A list that a person adds to, changes and takes from; the input holds its rows. */
      readonly kind: 'list';
      readonly id: string;
      readonly label: string;
      readonly initial: readonly ListRow[];
      readonly empty: string;
      readonly addLabel: string;
      /** What a new row begins with; null: there can be no more. */
      readonly add: (rows: readonly ListRow[]) => ListRow | null;
      /** The fields of one row; their ids are the ids of its cells. */
      readonly fields: (row: ListRow, rows: readonly ListRow[]) => readonly RowField[];
      /** What a row is in two lines. */
      readonly describe: (row: ListRow) => { readonly title: string; readonly detail: string };
      /** Why a row stays and stays as it is; null: it can be changed and removed. */
      readonly fixed?: (row: ListRow) => string | null;
      /** What is wrong with the rows together; null: nothing. */
      readonly problem?: (rows: readonly ListRow[], input: Input) => string | null;
    }
  | {
      /** Files of this computer; the input holds the name that `chosen-files.ts` knows them by. */
      readonly kind: 'file';
      readonly id: string;
      readonly label: string;
      readonly initial: '';
      readonly hint?: string;
      /** Endings that the browser offers first, as in `.xva,.ova`. */
      readonly accept: string;
      /** Parts of one thing may be chosen together. */
      readonly multiple?: true;
      /** Looks into them as soon as they are chosen; what it throws is said beside the field. */
      readonly inspect: (name: string, files: readonly File[]) => Promise<void>;
      /** What is wrong with what was chosen; null: nothing. */
      readonly problem: (name: string) => string | null;
    }
  | {
      /** Several of a list; the input holds the keys that are ticked. */
      readonly kind: 'checklist';
      readonly id: string;
      readonly label: string;
      readonly items: readonly Choice[];
      readonly initial: readonly string[];
      readonly empty: string;
      /** What is wrong with what is ticked; null: nothing. */
      readonly problem?: (keys: readonly string[]) => string | null;
    }
  | {
      /** Words that some or all of the objects have; the input holds `+word` and `-word`. */
      readonly kind: 'tags';
      readonly id: string;
      readonly label: string;
      readonly onAll: readonly string[];
      readonly onSome: readonly string[];
      readonly known: readonly string[];
    };

/** A field of a row of a list. */
export type RowField = Extract<Field, { kind: 'text' | 'size' | 'check' | 'choice' }>;

export interface Confirmation {
  /** What it means, in one or two sentences. */
  readonly consequence: string;
  /** What will be gone, one line each. */
  readonly losses: readonly string[];
}

/** What a step of a wizard is made in view of. */
export interface StepContext {
  readonly inventory: Inventory;
  readonly target: Target;
  /** All that it is about, `target` first. */
  readonly targets: readonly Target[];
  readonly others: readonly OtherPool[];
  /** The pool's time when the wizard was opened. */
  readonly nowMs: number;
  /** Everything asked so far, each with what it holds: chosen by a person, or to begin with. */
  readonly input: Input;
  /** Asks for one more thing, and answers what it holds. */
  readonly ask: (field: Field) => Input[string];
}

export interface StepNote {
  readonly tone: 'info' | 'warning';
  readonly text: string;
  /** What it is about, a line each, where that is much: folded away. */
  readonly list?: { readonly label: string; readonly lines: readonly string[] };
  /** The commands that help, each by itself, and on what; it may be about another pool. */
  readonly fixes?: readonly StepFix[];
}

export interface StepFix {
  readonly label: string;
  readonly command: string;
  readonly objects: readonly ObjectId[];
  /** The command that takes it back when the wizard is left without its work, with its answers; absent: nothing does. */
  readonly undo?: { readonly command: string; readonly input?: Readonly<Record<string, string>> };
}

/** What a step says beside its fields. */
export interface StepRemarks {
  readonly notes?: readonly StepNote[];
  /** Why there is nothing to answer here. */
  readonly skipped?: string;
}

/** One step of a wizard. What it asks may hang on what was answered before it, and on its own answers. */
export interface WizardStep {
  /** Stable; stands in the URL. */
  readonly id: string;
  readonly title: string;
  readonly make: (context: StepContext) => StepRemarks;
}

/** What commands that work in the console itself may do. */
export interface LocalEffects {
  readonly navigate: Navigation['navigate'];
  readonly copyText: (text: string, what: string) => void;
}

export type CommandGroup =
  'power' | 'force' | 'place' | 'create' | 'snapshot' | 'device' | 'edit' | 'file' | 'remove' | 'share' | 'connection';

/** The command behind an action as a person would type it: the XenAPI calls, and the lines for `xe`. */
export interface Script {
  readonly api: readonly string[];
  readonly xe: readonly string[];
}

interface CommandBase {
  /** Stable; used by shortcuts, tests and the palette. */
  readonly id: string;
  /** For menus: "Start". An ellipsis says that it asks something first. */
  readonly label: string;
  readonly icon: LucideIcon;
  readonly group: CommandGroup;
  /** Has a button of its own in toolbars; the others stand in the menu alone. */
  readonly button?: true;
  /** As in `Mod+B`. */
  readonly shortcut?: string;
  readonly kinds: readonly TargetKind[];
  /** Makes sense for one object at a time only. */
  readonly single?: true;
  /** Cannot be undone, or cuts running work off. */
  readonly danger?: true;
  /** Hidden instead of disabled where the object's state makes it the wrong word: Resume for a halted machine. */
  readonly isOffered?: (inventory: Inventory, target: Target) => boolean;
  /** Why it cannot run on this object now, a short sentence; null: it can. */
  readonly reason: (inventory: Inventory, target: Target) => string | null;
}

/** One page of a dialog that asks what several commands ask. */
export interface Page {
  readonly title: string;
  readonly commands: readonly PoolCommand[];
}

/** A command that changes a pool. */
export interface PoolCommand extends CommandBase {
  readonly type: 'pool';
  /** What it asks of the pool: without the right to all of these it cannot run. Reading is nobody denied. */
  readonly calls: readonly Call[] | ((inventory: Inventory, target: Target) => readonly Call[]);
  /** Title of the work while it runs and after: "Start web-01". `input` is empty until it is known. */
  readonly title: (name: string, input: Input) => string;
  /** What a question names, without its mark, where verb and name make no sentence: "Make coordinator ely-2". */
  readonly question?: (name: string) => string;
  /** The verb of the button that runs it: "Start", "Delete". */
  readonly verb: string;
  /** `nowMs`: the pool's time, for names that carry it; `others`: for what is about all pools. */
  readonly fields?: (
    inventory: Inventory,
    targets: readonly Target[],
    nowMs: number,
    others?: readonly OtherPool[],
  ) => readonly Field[];
  /**
   * In place of `fields`: what other commands ask, page by page. Of what was changed the input holds every field of its
   * command, by `command field`.
   */
  readonly pages?: (inventory: Inventory, target: Target) => readonly Page[];
  /** In place of `fields`: step by step, where much is to be decided. The last one is shown with the summary. */
  readonly steps?: readonly WizardStep[];
  /** Null or absent: a single object needs no question. */
  readonly confirm?: (
    inventory: Inventory,
    targets: readonly Target[],
    others?: readonly OtherPool[],
  ) => Confirmation | null;
  /**
   * Asks the browser what it tells only in the moment of a click, such as where to save; answers what is known then, or
   * null: the person took it back.
   */
  readonly prepare?: (targets: readonly Target[], input: Input) => Promise<Input | null>;
  /** Whether the answers leave an object out that could: what it is about alone then runs. */
  readonly leavesOut?: (target: Target, input: Input) => boolean;
  /** Several objects wait for each other. */
  readonly oneByOne?: true;
  /** A person may end it between two of its steps: `run` looks there whether `files.signal` is aborted. */
  readonly endsEarly?: true;
  /** What its steps mended was for the time of its work only: people are asked whether it is taken back after it. */
  readonly takesBack?: true;
  readonly script: (inventory: Inventory, target: Target, input: Input, others?: readonly OtherPool[]) => Script;
  readonly run: (job: Job, target: Target, input: Input) => Promise<void>;
}

/** A command that works in the console: copies, goes somewhere. */
export interface LocalCommand extends CommandBase {
  readonly type: 'local';
  readonly run: (effects: LocalEffects, inventory: Inventory, targets: readonly Target[]) => void;
}

export type Command = PoolCommand | LocalCommand;
