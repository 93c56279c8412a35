import { showToast } from '../../../ui/feedback/toast-queue';
import { fileName } from '../../../ui/files/destinations';
import { apiLine, textInput } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import type { Call, Inventory } from '../../objects';
import { choosePlaces, placeHint, placeOf } from '../destinations';
import { download, requestLine } from '../move';
import type { FileRequest } from '../move';
import { texts } from '../texts';

export interface DownloadSpec extends Pick<
  PoolCommand,
  'id' | 'label' | 'verb' | 'title' | 'icon' | 'group' | 'kinds' | 'reason' | 'isOffered'
> {
  readonly right: Call & `http/${string}`;
  readonly request: (inventory: Inventory, target: Target, input: Input) => Omit<FileRequest, 'method'>;
  /** With its dot. */
  readonly ending: (input: Input) => string;
  /** A file name without its ending. */
  readonly named: (target: Target) => string;
  /** What is asked beside the name. */
  readonly fields?: PoolCommand['fields'];
  readonly xe: (inventory: Inventory, target: Target, input: Input, name: string) => readonly string[];
  /** See `Download.endsWithTask`. */
  readonly endsWithTask?: true;
}

const NAME = 'name';

/** A command that saves what a handler of the pool gives: asks for a name, then where it goes, and follows it. */
export function downloadCommand(spec: DownloadSpec): PoolCommand {
  const { right, request, ending, named, fields, xe, endsWithTask, ...rest } = spec;
  const nameFor = (target: Target, input: Input): string => {
    const text = textInput(input, NAME).trim();
    const whole = text === '' ? named(target) : text;
    const end = ending(input);
    return whole.toLowerCase().endsWith(end) ? fileName(whole, '') : fileName(whole, end);
  };
  return {
    ...rest,
    type: 'pool',
    calls: ['task.create', 'task.destroy', right],
    oneByOne: true,
    fields: (inventory, targets, nowMs) => {
      const [target] = targets;
      const own = fields?.(inventory, targets, nowMs) ?? [];
      if (targets.length !== 1 || !target) return own;
      const initial = fileName(named(target), '');
      return [{ kind: 'text', id: NAME, label: texts.fields.file, initial, hint: placeHint() }, ...own];
    },
    confirm: (_inventory, targets) => (targets.length > 1 ? { consequence: texts.hints.many, losses: [] } : null),
    prepare: (targets, input) => choosePlaces(targets, input, (target) => nameFor(target, input)),
    script: (inventory, target, input) => ({
      api: [
        apiLine('task.create', rest.title(target.name, {}), ''),
        requestLine({ method: 'GET', ...request(inventory, target, input) }),
        apiLine('task.destroy', texts.task),
      ],
      xe: xe(inventory, target, input, nameFor(target, input)),
    }),
    run: async (job, target, input) => {
      const place = placeOf(target, input);
      const bytes = await download(
        job,
        {
          method: 'GET',
          ...request(job.inventory, target, input),
          label: rest.title(target.name, {}),
          endsWithTask: endsWithTask === true,
        },
        place,
      );
      const words = texts.saved(place.name, bytes);
      job.keep({ words, object: null });
      showToast({ tone: 'ok', title: texts.savedTitle(place.name), detail: words });
    },
  };
}
