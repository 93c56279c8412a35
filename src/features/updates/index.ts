export { noteOffer, offerIn, readOffer } from './offer';
export type { Offer } from './offer';

/** Brings the commands about updates into the table. */
export const loadUpdateCommands = async (): Promise<void> => {
  await import('./commands');
};
