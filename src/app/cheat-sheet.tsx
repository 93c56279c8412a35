import { useCommandTable } from '../features/commands';
import { Kbd } from '../ui/display/kbd';
import { Dialog } from '../ui/overlays/dialog';
import styles from './cheat-sheet.module.css';
import { onMac } from './hotkeys/platform';
import { shortcutText } from './hotkeys/shortcut';
import type { ShellCommand } from './shell-commands';
import { texts } from './texts';

interface Line {
  readonly label: string;
  readonly shortcut: string;
}

function Group({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <section className={styles['group']}>
      <h3 className={styles['heading']}>{title}</h3>
      <dl>
        {lines.map(({ label, shortcut }) => (
          <div key={`${shortcut} ${label}`} className={styles['line']}>
            <dt>{label}</dt>
            <dd>
              <Kbd keys={shortcutText(shortcut, onMac)} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What does the same to objects of different types is one line. */
function withShortcut(commands: readonly { readonly label: string; readonly shortcut?: string }[]): readonly Line[] {
  const lines = commands.flatMap(({ label, shortcut }) => (shortcut === undefined ? [] : [{ label, shortcut }]));
  return [...new Map(lines.map((line) => [`${line.shortcut} ${line.label}`, line])).values()];
}

/** All keys of the console, made from the tables that the keys run from. */
export function CheatSheet(props: { readonly shellCommands: readonly ShellCommand[]; readonly onClose: () => void }) {
  const { shellCommands, onClose } = props;
  const { groups, lists } = texts.cheatSheet;
  const commands = useCommandTable();
  const inGroup = (group: ShellCommand['group']) =>
    withShortcut(
      shellCommands
        .filter((each) => each.group === group)
        .map((each) => ({ ...each, label: each.generalLabel ?? each.label })),
    );
  return (
    <Dialog open onClose={onClose} title={texts.cheatSheet.title} size="large" dismissable>
      <div className={styles['columns']}>
        <Group title={groups.go} lines={inGroup('go')} />
        <Group title={groups.view} lines={inGroup('view')} />
        <Group title={groups.selection} lines={withShortcut(commands)} />
        <Group title={groups.lists} lines={lists.map(([shortcut, label]) => ({ shortcut, label }))} />
        <Group title={groups.time} lines={inGroup('time')} />
      </div>
      <p className={styles['hint']}>{texts.cheatSheet.hint}</p>
    </Dialog>
  );
}
