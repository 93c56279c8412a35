/** The words of the labs' place; what a lab is about comes from the lab itself. */
export const texts = {
  title: 'Labs',
  lead: 'Experiments that build a world, run it on virtual time and draw what a XenAPI client reads from it, beside the figures that were published.',
  close: 'Close labs',
  all: 'All labs',
  unknown: (id: string) => `There is no lab “${id}”`,
  unknownHint: 'The link may be mistyped or from another version. These are the labs there are.',
  otherPool: 'The lab has a simulator of its own',
  otherPoolHint: 'It runs in this browser. Your pool takes no part in it and nothing is sent anywhere.',
  world: 'World',

  inputs: {
    title: 'Inputs',
    atLeastOne: 'At least one is needed.',
    reset: 'Back to the first inputs',
    asGiven: 'The inputs are as the lab gives them.',
    unknown: 'Some inputs of the link do not fit this lab',
    unknownHint: (words: string) => `Left as the lab gives them: ${words}.`,
    range: (least: string, most: string) => `${least} to ${most}`,
  },

  run: {
    run: 'Run',
    again: 'Run again',
    stop: 'Stop',
    preparing: 'Building the world…',
    virtualTime: 'Virtual time',
    progress: 'Progress of the lab',
    percent: (done: number) => `${Math.round(done * 100)} %`,
    started: (title: string) => `${title} is running`,
    spoken: (done: number, step: string) => `${Math.round(done * 100)} %: ${step}`,
    finished: (title: string) => `${title} has finished`,
    stopped: 'The lab was stopped',
    stoppedHint: 'Nothing of it was kept. Run it again whenever you like.',
    waiting: 'Nothing was run yet',
    waitingHint: 'A run takes a few seconds. It has a simulator of its own: your world goes on as it is.',
  },

  failure: {
    title: 'The lab did not come to its end',
    noWorker: (why: string) => `The browser did not start a simulator: ${why}`,
    notLoaded: 'The simulator could not be loaded.',
    unreadable: 'A message of the simulator could not be read.',
    crashed: (message: string) => `The simulator stopped after an error: ${message}`,
    reload: 'Check that this page can still be reached, then reload it and run the lab again.',
    again: 'Run it again. If it stops once more, go back to the first inputs.',
    otherInputs: 'Change the inputs, or go back to the first ones, and run it again.',
  },

  runs: {
    title: 'Runs of this visit',
    first: 'As given',
    oneHint: 'Change the inputs and run again to compare.',
    compareHint: 'Choose two or more to see them side by side.',
    most: (count: number) => `${count} runs fit side by side. Take one out first.`,
    last: 'One of the runs is always shown.',
    forget: (name: string) => `Forget run: ${name}`,
    differs: (label: string, value: string) => `${label}: ${value}`,
  },

  result: {
    charts: 'Charts',
    exportAll: 'Save all figures (CSV)',
    saved: (fileName: string) => `${fileName} saved`,
    missing: 'This run has no such chart.',
  },

  findings: {
    title: 'Findings',
    what: 'What',
    measured: 'Measured',
    published: 'Published',
    error: 'Difference',
    none: '–',
    percent: (error: number) => {
      const shown = Math.round(error * 10) / 10;
      const sign = shown < 0 ? '−' : shown > 0 ? '+' : '±';
      return `${sign}${Math.abs(shown).toLocaleString()} %`;
    },
  },

  worlds: {
    title: 'The worlds it used',
    hint: 'Each is a simulated pool as the lab left it, to be looked at in the console.',
    open: 'Open this world…',
    openOf: (name: string) => `Open the world ${name}…`,
    save: 'Save to a file',
    saveOf: (name: string) => `Save the world ${name} to a file`,
    ask: (name: string) => `Open ${name}?`,
    replaces: 'It takes the place of the present world. Save or fork that one first if you need it.',
    verb: 'Open world',
    noWorlds: 'This console has no worlds of its own. Save the world to a file and open it on a simulated pool.',
    pending: 'The simulated pool is still opening.',
  },
} as const;
