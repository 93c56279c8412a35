import type { Inventory } from '../objects';
import type { Input, Page, PoolCommand, Target } from './command';

/** Beside the commands of pages, what they hold: the fields of a command by its id. */
export type PagesInput = ReadonlyMap<string, Input>;

/** What a command with pages is given: every field of those that were changed. */
export function inputOfPages(changed: PagesInput): Input {
  return Object.fromEntries(
    [...changed].flatMap(([command, input]) =>
      Object.entries(input).map(([field, value]) => [`${command} ${field}`, value]),
    ),
  );
}

/** The commands of pages that were changed, each with the input of its own. */
function changesOfPages(
  pages: readonly Page[],
  input: Input,
): readonly { readonly command: PoolCommand; readonly input: Input }[] {
  return pages
    .flatMap(({ commands }) => commands)
    .flatMap((command) => {
      const prefix = `${command.id} `;
      const own = Object.entries(input).filter(([key]) => key.startsWith(prefix));
      if (own.length === 0) return [];
      return [{ command, input: Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])) }];
    });
}

/** What a command with pages does: what those that were changed do, one after the other. */
export function pagesWork(
  pages: (inventory: Inventory, target: Target) => readonly Page[],
): Pick<PoolCommand, 'pages' | 'script' | 'run'> {
  return {
    pages,
    script: (inventory, target, input, others) => {
      const scripts = changesOfPages(pages(inventory, target), input).map((change) =>
        change.command.script(inventory, target, change.input, others),
      );
      return { api: scripts.flatMap(({ api }) => api), xe: scripts.flatMap(({ xe }) => xe) };
    },
    run: async (job, target, input) => {
      for (const change of changesOfPages(pages(job.inventory, target), input))
        await change.command.run(job, target, change.input);
    },
  };
}
