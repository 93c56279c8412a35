import type { LabResult } from '../../control/labs/lab';
import type { Bench } from './bench';
import type { Answers } from './values';

/** Builds worlds on a bench, drives them as a client does, and answers with what it read. */
export type Experiment = (bench: Bench, answers: Answers) => Promise<Omit<LabResult, 'worlds'>>;
