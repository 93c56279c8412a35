import type { WorldSource } from '../../control/protocol';

/** The words of the simulator bar, its dialogs and the drop of files. */
export const texts = {
  bar: 'Simulator',
  barHint: 'This pool is simulated in your browser. Nothing here reaches a real server.',
  stopped: 'The simulator is stopped.',

  world: (name: string) => `World ${name}`,
  source: (source: WorldSource): string => {
    switch (source.kind) {
      case 'scenario':
        return `${scenarioNames[source.name] ?? source.name}, seed ${source.seed}`;
      case 'pool-database':
        return `Pool database ${source.fileName}`;
      case 'world-file':
        return `Saved world ${source.fileName}`;
    }
  },
  menu: {
    create: 'New world…',
    open: 'Open a pool database or a world…',
    save: 'Save world to a file',
    fork: 'Fork this world…',
    work: 'Tell guests what to do…',
    reset: 'Reset to the beginning…',
    worlds: 'Worlds',
  },

  clock: {
    label: 'Virtual time',
    pause: 'Pause the clock',
    resume: 'Let the clock run',
    paused: 'Paused',
    speed: (speed: number) => `×${speed}`,
    speedLabel: (speed: number) => `Speed ×${speed}`,
    speedChoice: (speed: number) => (speed === 1 ? '×1, real time' : `×${speed}`),
    step: 'Move the clock',
    stepMinute: 'Forward 1 minute',
    stepHour: 'Forward 1 hour',
    stepDay: 'Forward 1 day',
    toTime: 'To a time…',
    next: 'To the next event',
    nextIn: (span: string) => `To the next event, in ${span}`,
    nothingNext: 'Nothing is planned.',
    idle: 'Run until all tasks are done',
  },

  labs: { open: 'Labs', hint: 'Experiments with published figures beside them' },

  hash: {
    label: 'State hash',
    short: (hash: string) => `#${hash.slice(0, 8)}`,
    copy: (hash: string) =>
      `State hash ${hash.slice(0, 8)}: the same seed and the same calls give the same one. Press to copy it whole.`,
    pending: 'State hash: not computed yet. Press to compute and copy it.',
    copied: 'State hash copied',
  },

  kept: {
    kept: 'Kept',
    keptHint: 'This browser keeps the world: a reload goes on where it was.',
    saving: 'Saving…',
    following: 'Another tab leads',
    followingHint: 'Another tab runs this world. What you do here is carried out there.',
    off: 'Not kept',
    offHint: (reason: string) => `A reload starts over. ${reason}`,
  },

  create: {
    title: 'New world',
    scenario: 'World',
    scenarios: {
      cambridge: {
        name: 'Cambridge',
        detail: 'A company pool: 6 servers, about 80 VMs, shared and local storage, GPUs.',
      },
      scale: { name: 'Scale', detail: 'As many servers and VMs as you like, to see how the console copes.' },
      empty: { name: 'Empty', detail: 'One fresh server and nothing on it.' },
      'test-bed-6.2': {
        name: 'Test bed 6.2',
        detail: 'XenServer 6.2 (tapdisk2) on one server with nine fast devices, and ten guests that wait for work.',
      },
      'test-bed-6.5': { name: 'Test bed 6.5', detail: 'The same with XenServer 6.5 (tapdisk3).' },
    },
    hosts: 'Servers',
    vms: 'Virtual machines',
    seed: 'Seed',
    seedHint: 'The same seed builds the same world, down to every identifier.',
    between: (least: number, most: number) => `A whole number from ${least} to ${most}.`,
    verb: 'Build world',
    replaces: 'It takes the place of the present world. Save or fork that one first if you need it.',
  },
  fork: {
    title: 'Fork this world',
    name: 'Name of the copy',
    hint: 'You go on in the copy. The present world stays as it is; the world menu leads back to it.',
    taken: 'There is a world of this name already.',
    wanted: 'The copy needs a name.',
    verb: 'Fork',
    suggestion: (name: string) => `${name} – what if`,
  },
  reset: {
    title: (name: string) => `Reset ${name}?`,
    body: 'It begins anew, as it was first built or opened. All that was done in it since is gone.',
    verb: 'Reset world',
  },
  work: {
    title: 'Tell guests what to do',
    subtitle: 'Statistics, contention and alarms follow from what guests do. Any XenAPI client can tell them the same.',
    who: 'Guests',
    whoHint: 'Select VMs in the tree or in a grid first to tell only these.',
    nobody: 'No VM runs. Start one first, or select one that will.',
    selected: (count: number, name: string) => (count === 1 ? `${name} (selected)` : `The ${count} selected VMs`),
    running: (count: number) => (count === 1 ? 'The VM that runs' : `All ${count} VMs that run`),
    onHost: (name: string, count: number) => `On ${name}: ${count === 1 ? '1 VM' : `${count} VMs`}`,
    what: 'Workload',
    asUsual: 'As usual',
    asUsualHint: 'What such a guest does when nobody has told it anything.',
    writes: 'Written to each VM:',
    removes: (key: string) => `Each VM's other_config:${key} is taken away.`,
    verb: 'Tell them',
    telling: (told: number, count: number) => `${told} of ${count} told`,
    told: (count: number) => (count === 1 ? 'The guest was told' : `${count} guests were told`),
    refused: 'The pool refused',
  },
  goTo: {
    title: 'Move the clock to a time',
    label: 'Time (UTC)',
    hint: 'A date such as 2026-02-01 08:00, a time of day such as 17:30, or a span such as +2 h.',
    unreadable: 'This is neither a date nor a time nor a span.',
    past: 'Time only goes forward. To go back, fork the world before.',
    verb: 'Go',
  },
  open: {
    drop: 'Drop a pool database or a saved world',
    dropHint: 'It opens as a simulated pool in this browser. The file is not sent anywhere.',
    oneOnly: 'One file at a time, please.',
    opening: (name: string) => `Opening ${name}…`,
    opened: (name: string) => `${name} opened`,
    title: (name: string) => `${name} is open`,
    notices: (count: number) =>
      count === 1 ? 'One thing was kept aside or repaired:' : `${count} things were kept aside or repaired:`,
    close: 'Show the pool',
    refused: (name: string) => `${name} was not opened`,
    untouched: 'The running world is as it was.',
    another: 'Choose another file…',
    dismiss: 'Close',
  },
  cancel: 'Cancel',
  failed: 'The simulator refused',
  working: {
    advance: 'Moving the clock…',
    idle: 'Running until all tasks are done…',
    build: (name: string) => `Building ${name}…`,
    reset: 'Resetting…',
    fork: 'Forking…',
    switch: (name: string) => `Switching to ${name}…`,
    save: 'Saving…',
  },
} as const;

export const scenarioNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(texts.create.scenarios).map(([scenario, { name }]) => [scenario, name]),
);
