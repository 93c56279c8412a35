/**
 * Whether a part of the console could not be fetched: what browsers say of a module (Chrome and Firefox, Safari), and
 * Vite of its styles. Its name holds a hash of its content, so an update of the console takes it away.
 */
export function isMissingPart(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module script failed|unable to preload/i.test(error.message)
  );
}
