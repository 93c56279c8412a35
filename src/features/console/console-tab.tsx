import { useState } from 'react';
import { MonitorOff, Moon, Power } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { Skeleton } from '../../ui/feedback/skeleton';
import { useObject } from '../../xapi/cache/hooks';
import { CommandButton } from '../commands';
import { useNavigation } from '../navigation';
import type { ObjectId } from '../navigation';
import { labelOr } from '../objects';
import type { ObjectKind } from '../objects';
import { ConsoleView } from './console-view';
import { useConsoles, useMachine } from './consoles';
import type { ConsoleChoice, Machine, Protocol } from './consoles';
import { texts } from './texts';

export interface ConsoleTabProps {
  readonly id: ObjectId;
  readonly kind: ObjectKind;
}

/** The console of a virtual machine, or of a server's control domain; what stands in its way, and how to get there. */
export function ConsoleTab({ id, kind }: ConsoleTabProps) {
  const machine = useMachine(id, kind);
  const host = useObject('host', kind === 'host' ? id.ref : undefined);
  if (machine === undefined) return <NoConsole isServer={kind === 'host'} />;
  const name = labelOr((host ?? machine.record).name_label);
  switch (machine.record.power_state) {
    case 'Halted':
      return <StartFirst id={id} machine={machine} name={name} />;
    case 'Suspended':
      return <ResumeFirst id={id} name={name} />;
    default:
      return <OneOfConsoles id={id} machine={machine} name={name} isServer={kind === 'host'} />;
  }
}

function OneOfConsoles(props: {
  readonly id: ObjectId;
  readonly machine: Machine;
  readonly name: string;
  readonly isServer: boolean;
}) {
  const { id, machine, name, isServer } = props;
  const all = useConsoles(machine.record);
  const [wanted, setWanted] = useState<Protocol | null>(null);
  if (all === undefined) return <Skeleton lines={4} />;
  const choices = onePerProtocol(isServer ? ofServer(all) : all);
  const console = choices.find(({ protocol }) => protocol === wanted) ?? choices[0];
  if (console === undefined) return <NoConsole isServer={isServer} />;
  return (
    <ConsoleView
      key={console.protocol}
      id={id}
      machine={machine}
      name={name}
      console={console}
      choices={choices}
      onChoose={({ protocol }) => setWanted(protocol)}
    />
  );
}

/** A server's console is its text; control domains of old releases have none, and draw it on a screen. */
function ofServer(consoles: readonly ConsoleChoice[]): readonly ConsoleChoice[] {
  const terminals = consoles.filter(({ protocol }) => protocol === 'vt100');
  return terminals.length > 0 ? terminals : consoles;
}

function onePerProtocol(consoles: readonly ConsoleChoice[]): readonly ConsoleChoice[] {
  return consoles.filter((each, at) => consoles.findIndex(({ protocol }) => protocol === each.protocol) === at);
}

function StartFirst({
  id,
  machine,
  name,
}: {
  readonly id: ObjectId;
  readonly machine: Machine;
  readonly name: string;
}) {
  const isStarting = Object.values(machine.record.current_operations).some((each) => each.startsWith('start'));
  return (
    <EmptyState
      icon={<Power size={24} />}
      title={isStarting ? texts.starting(name) : texts.off(name)}
      action={<CommandButton id={id} command="vm.start" variant="primary" />}
    >
      {isStarting ? texts.startingText : texts.offText}
    </EmptyState>
  );
}

function ResumeFirst({ id, name }: { readonly id: ObjectId; readonly name: string }) {
  return (
    <EmptyState
      icon={<Moon size={24} />}
      title={texts.asleep(name)}
      action={<CommandButton id={id} command="vm.resume" variant="primary" />}
    >
      {texts.asleepText}
    </EmptyState>
  );
}

function NoConsole({ isServer }: { readonly isServer: boolean }) {
  const { navigate } = useNavigation();
  return (
    <EmptyState
      icon={<MonitorOff size={24} />}
      title={texts.none}
      action={<Button onPress={() => navigate({ tab: 'general', alone: false })}>{texts.showGeneral}</Button>}
    >
      {isServer ? texts.noneOfServer : texts.noneText}
    </EmptyState>
  );
}
