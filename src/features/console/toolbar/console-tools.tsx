import { AppWindow, Expand, Keyboard as KeyboardIcon, Maximize, Minimize, TextCursorInput } from 'lucide-react';
import { Button, IconButton } from '../../../ui/actions/button';
import { MenuButton } from '../../../ui/actions/menu-button';
import type { MenuEntry } from '../../../ui/actions/menu';
import { Toolbar } from '../../../ui/actions/toolbar';
import { SegmentedControl } from '../../../ui/forms/radio-group';
import type { Ref } from '../../../xapi/datamodel/ref';
import { useConnection } from '../../../xapi/cache/connection-context';
import { openOwnWindow, usePoolList } from '../../connections';
import { useNavigation } from '../../navigation';
import type { ConsoleChoice, Protocol } from '../consoles';
import { CHORDS, CTRL_ALT_DEL, strike } from '../keys/strokes';
import type { Keyboard } from '../screen/rfb-screen';
import type { FullScreen } from '../screen/use-full-screen';
import { texts } from '../texts';
import { CdDrive } from './cd-drive';
import { RemoteDesktop } from './remote-desktop';
import styles from '../console.module.css';

export interface ConsoleToolsProps {
  readonly vm: Ref<'VM'>;
  readonly name: string;
  readonly console: ConsoleChoice;
  readonly choices: readonly ConsoleChoice[];
  readonly onChoose: (choice: ConsoleChoice) => void;
  /** Null: no screen takes keys now. */
  readonly keyboard: Keyboard | null;
  readonly isReady: boolean;
  readonly fits: boolean;
  readonly onFits: (fits: boolean) => void;
  readonly fullScreen: FullScreen;
  readonly onPaste: () => void;
}

/** What can be done with a console beside typing and pointing. */
export function ConsoleTools(props: ConsoleToolsProps) {
  const { vm, name, console, choices, keyboard, isReady, fits, fullScreen } = props;
  const { state, href } = useNavigation();
  const connection = useConnection();
  const pools = usePoolList();
  const isScreen = console.protocol === 'rfb';
  const why = isReady ? null : texts.notOpen;
  return (
    <>
      {choices.length > 1 ? (
        <SegmentedControl
          label={texts.view}
          hideLabel
          value={console.protocol}
          options={choices.map(({ protocol }) => ({ value: protocol, label: texts.views[protocol] }))}
          onChange={(protocol: Protocol) => {
            const choice = choices.find((each) => each.protocol === protocol);
            if (choice !== undefined) props.onChoose(choice);
          }}
        />
      ) : null}
      <Toolbar label={texts.tools(name)} className={styles['bar'] ?? ''}>
        {isScreen ? (
          <>
            <Button
              disabledReason={why}
              onPress={() => {
                if (keyboard !== null) strike(keyboard.send, CTRL_ALT_DEL.stroke);
              }}
            >
              {CTRL_ALT_DEL.label}
            </Button>
            <MenuButton
              label={texts.keys}
              icon={<KeyboardIcon size={16} />}
              entries={chordEntries(keyboard)}
              disabledReason={why}
            />
          </>
        ) : null}
        <Button variant="quiet" icon={<TextCursorInput size={16} />} disabledReason={why} onPress={props.onPaste}>
          {texts.paste}
        </Button>
        {isScreen ? (
          <Button
            variant="quiet"
            icon={<Expand size={16} />}
            pressed={fits}
            tooltip={texts.fitTip}
            onPress={() => props.onFits(!fits)}
          >
            {texts.fit}
          </Button>
        ) : null}
        <IconButton
          label={fullScreen.isOn ? texts.leaveFullScreen : texts.fullScreen}
          icon={fullScreen.isOn ? <Minimize size={16} /> : <Maximize size={16} />}
          onPress={fullScreen.toggle}
        />
        {state.alone || fullScreen.isOn ? null : (
          <IconButton
            label={texts.ownWindow}
            icon={<AppWindow size={16} />}
            onPress={() => openOwnWindow(href({ alone: true, tab: 'console' }), connection.id, pools)}
          />
        )}
        <RemoteDesktop vm={vm} name={name} />
      </Toolbar>
      <CdDrive vm={vm} />
    </>
  );
}

function chordEntries(keyboard: Keyboard | null): readonly MenuEntry[] {
  return CHORDS.flatMap((chords, group): readonly MenuEntry[] => [
    ...(group === 0 ? [] : [{ kind: 'separator' as const, id: `line ${group}` }]),
    ...chords.map(({ id, label, stroke }) => ({
      id,
      label,
      onAction: () => {
        if (keyboard !== null) strike(keyboard.send, stroke);
      },
    })),
  ]);
}
