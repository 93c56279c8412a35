export const WORKSPACE_ID = 'workspace';

/**
 * Puts the focus on the workspace after something there was asked for from elsewhere, so that reading and Tab go on
 * from it. Two frames later, because a dialog that closes gives the focus back to where it was one frame after.
 */
export function focusWorkspace(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.getElementById(WORKSPACE_ID)?.focus({ preventScroll: true })),
  );
}
