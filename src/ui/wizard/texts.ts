/** The words of the frame of wizards; they come with it. */
export const wizardTexts = {
  steps: 'Steps',
  back: 'Back',
  next: 'Next',
  isFirst: 'This is the first step.',
  place: (at: number, count: number) => `Step ${at} of ${count}`,
  states: { done: 'done', problem: 'something is wrong', skipped: 'left out', ahead: 'to come' },
} as const;
