/**
 * Puts text on the clipboard. False: the browser does not allow it, because a person said so, or because the page came
 * without HTTPS and there is no clipboard for it.
 */
export async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** What is on the clipboard; null: the browser does not give it away. */
export async function readClipboard(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return null;
  }
}
