/** The part of noVNC that the console uses; the package brings no types. */
declare module '@novnc/novnc' {
  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: object, options?: { readonly shared?: boolean });
    scaleViewport: boolean;
    showDotCursor: boolean;
    background: string;
    sendKey(keysym: number, code: string, isDown: boolean): void;
    focus(options?: FocusOptions): void;
    disconnect(): void;
  }
}
