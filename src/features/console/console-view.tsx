import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { MonitorOff, Unplug } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { classNames } from '../../ui/class-names';
import { Banner } from '../../ui/feedback/banner';
import { EmptyState } from '../../ui/feedback/empty-state';
import { announce } from '../../ui/feedback/live-region';
import { ProgressBar } from '../../ui/feedback/progress-bar';
import { Spinner } from '../../ui/feedback/spinner';
import { useConnection, useConnectionStatus } from '../../xapi/cache/connection-context';
import type { XapiError } from '../../xapi/client/xapi-error';
import { CommandButton, explain } from '../commands';
import type { ObjectId } from '../navigation';
import { formatPercent } from '../values';
import type { ConsoleChoice, Machine } from './consoles';
import type { Typing } from './keys/typing';
import { useTypist } from './keys/use-typist';
import type { LinkState } from './link/console-link';
import { useConsoleLink } from './link/use-console-link';
import { RELEASE_KEYS, useReleaseChord } from './screen/release';
import { RfbScreen } from './screen/rfb-screen';
import type { Keyboard } from './screen/rfb-screen';
import { useFullScreen } from './screen/use-full-screen';
import { useScale } from './screen/use-scale';
import { TextTerminal } from './terminal/text-terminal';
import type { TerminalHandle } from './terminal/text-terminal';
import { texts } from './texts';
import { ConsoleTools } from './toolbar/console-tools';
import { PasteDialog } from './toolbar/paste-dialog';
import styles from './console.module.css';

export interface ConsoleViewProps {
  readonly id: ObjectId;
  readonly machine: Machine;
  readonly name: string;
  readonly console: ConsoleChoice;
  /** More than one: they can be changed. */
  readonly choices: readonly ConsoleChoice[];
  readonly onChoose: (choice: ConsoleChoice) => void;
}

/** One console that is open, or on its way to be, with its tools. */
export function ConsoleView({ id, machine, name, console, choices, onChoose }: ConsoleViewProps) {
  const { resident_on, domid, power_state } = machine.record;
  const isConnected = useConnectionStatus().kind === 'connected';
  const { state, again } = useConsoleLink(console.ref, `${resident_on} ${domid} ${isConnected}`);
  const [keyboard, setKeyboard] = useState<Keyboard | null>(null);
  const [terminal, setTerminal] = useState<TerminalHandle | null>(null);
  const [isPasting, setIsPasting] = useState(false);
  const [fits, setFits] = useScale();
  const fullScreen = useFullScreen();
  const typist = useTypist();
  const hintId = useId();
  const stage = useRef<HTMLDivElement>(null);
  const tools = useRef<HTMLDivElement>(null);
  const release = useCallback(() => {
    tools.current?.querySelector<HTMLElement>('button')?.focus();
    announce(texts.released);
  }, []);
  useReleaseChord(stage, release);

  const isText = console.protocol === 'vt100';
  const label = isText ? texts.terminalOf(name) : texts.screenOf(name);
  const { stop } = typist;
  useEffect(() => {
    if (keyboard === null) stop();
  }, [keyboard, stop]);
  const wasTyped = useRef(false);
  useEffect(() => {
    // Once the dialog has gone, which held the focus.
    if (!isPasting && wasTyped.current) (terminal ?? keyboard)?.focus();
    wasTyped.current = false;
  }, [isPasting, terminal, keyboard]);
  const type = (text: string, { strokes }: Typing): void => {
    setIsPasting(false);
    wasTyped.current = true;
    if (terminal !== null) terminal.paste(text);
    else if (keyboard !== null) typist.type(strokes, keyboard.send);
  };
  return (
    <div className={classNames(styles['console'], fullScreen.isOn && styles['full'])}>
      <div ref={tools} className={styles['tools']}>
        <ConsoleTools
          vm={machine.ref}
          name={name}
          console={console}
          choices={choices}
          onChoose={onChoose}
          keyboard={keyboard}
          isReady={keyboard !== null || terminal !== null}
          fits={fits}
          onFits={setFits}
          fullScreen={fullScreen}
          onPaste={() => setIsPasting(true)}
        />
      </div>
      {power_state === 'Paused' ? (
        <Banner tone="info" title={texts.paused} action={<CommandButton id={id} command="vm.unpause" />} />
      ) : null}
      <div ref={stage} className={styles['stage']} data-own-keys>
        {state.kind !== 'open' ? null : isText ? (
          <TextTerminal wire={state.wire} label={label} hintId={hintId} onTerminal={setTerminal} />
        ) : (
          <RfbScreen wire={state.wire} label={label} hintId={hintId} fits={fits} onKeyboard={setKeyboard} />
        )}
        {state.kind === 'open' && (keyboard !== null || terminal !== null) ? null : (
          <div className={styles['notice']}>
            <LinkNotice name={name} state={state} onAgain={again} />
          </div>
        )}
      </div>
      <div className={styles['foot']}>
        {typist.share === null ? (
          <p id={hintId} className={styles['hint']}>
            {fullScreen.isOn
              ? (fullScreen.holdsKeys ? texts.fullScreenHeldHint : texts.fullScreenHint)(RELEASE_KEYS)
              : texts.releaseHint(RELEASE_KEYS)}
          </p>
        ) : (
          <div className={styles['typing']}>
            <ProgressBar label={texts.typing} value={typist.share} text={formatPercent(typist.share)} />
            <Button size="small" onPress={typist.stop}>
              {texts.stopTyping}
            </Button>
          </div>
        )}
      </div>
      {isPasting ? (
        <PasteDialog name={name} asKeys={!isText} onClose={() => setIsPasting(false)} onType={type} />
      ) : null}
    </div>
  );
}

interface LinkNoticeProps {
  readonly name: string;
  readonly state: LinkState;
  readonly onAgain: () => void;
}

/** Why there is no picture, and what happens next. */
function LinkNotice({ name, state, onAgain }: LinkNoticeProps) {
  const error = state.kind === 'lost' || state.kind === 'refused' ? state.error : null;
  const sentence = useExplanation(error);
  const title = state.kind === 'refused' ? texts.refused : texts.lost;
  const isGone = state.kind === 'lost' || state.kind === 'refused';
  useEffect(() => {
    if (isGone) announce(title);
  }, [isGone, title]);
  if (!isGone) {
    return (
      <p className={styles['connecting']} role="status">
        <Spinner />
        {texts.connecting(name)}
      </p>
    );
  }
  return (
    <EmptyState
      icon={state.kind === 'refused' ? <MonitorOff size={24} /> : <Unplug size={24} />}
      title={title}
      action={<Button onPress={onAgain}>{texts.tryNow}</Button>}
    >
      {error === null ? `${texts.lostText} ${texts.lostAgain}` : sentence}
    </EmptyState>
  );
}

/** What went wrong and what helps. */
function useExplanation(error: XapiError | null): string {
  const connection = useConnection();
  const [said, setSaid] = useState<{ readonly error: XapiError; readonly sentence: string } | null>(null);
  useEffect(() => {
    if (error === null) return undefined;
    let isOver = false;
    const say = async (): Promise<void> => {
      const { sentence, remedy } = await explain(error, connection);
      if (!isOver) setSaid({ error, sentence: `${sentence} ${remedy}` });
    };
    void say();
    return () => {
      isOver = true;
    };
  }, [error, connection]);
  return said !== null && said.error === error ? said.sentence : '';
}
