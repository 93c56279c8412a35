/** Words of the commands about memory. */
export const texts = {
  label: 'Memory…',
  verb: 'Save',
  title: (name: string) => `Set the memory of ${name}`,
  fields: {
    least: 'At least',
    leastHint: 'It keeps this much when its server is short of memory.',
    most: 'At most',
    mostHint: 'It has this much while there is enough.',
    limit: 'Limit',
    limitHint: 'It can never have more without a shutdown.',
  },
  problems: {
    nothing: 'Memory is more than nothing.',
    aboveMost: 'This is more than it may have at most.',
    aboveLimit: (limit: string) => `This is more than its limit of ${limit}. The limit changes while it is shut down.`,
    aboveOwnLimit: 'This is more than its limit.',
    belowMinimum: (bytes: string) => `The system in it needs ${bytes}.`,
    belowShareOf: (percent: string, bytes: string) => `At least ${percent} of the limit is needed: ${bytes}.`,
  },
  reasons: {
    gone: 'It is gone.',
    suspended: 'It is suspended. Resume it or shut it down first.',
    paused: 'It is paused. Continue it first.',
    notAllowedNow: 'The pool does not allow this now.',
    noBallooning: 'Shut it down first: the pool has no licence to change memory while a VM runs.',
    defaultTemplate: 'This template came with the product and stays.',
  },
} as const;
