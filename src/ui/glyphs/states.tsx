import type { ReactNode } from 'react';
import type { GlyphMark, GlyphState } from './kinds';

/** Power states drawn inside the frame of a VM, centred on (8, 8). */
export const INNER_STATES: Partial<Record<GlyphState, ReactNode>> = {
  running: <path d="M6.1 5v6a.4.4 0 0 0 .6.35l4.8-3a.4.4 0 0 0 0-.7l-4.8-3A.4.4 0 0 0 6.1 5z" className="state ok" />,
  halted: <rect x="5.6" y="5.6" width="4.8" height="4.8" rx=".6" className="state rest" />,
  suspended: <path d="M11 9.3A3.55 3.55 0 0 1 6.6 4.9a3.55 3.55 0 1 0 4.4 4.4z" className="state asleep" />,
  paused: (
    <path
      d="M5.5 5.2a.4.4 0 0 1 .4-.4h1.2a.4.4 0 0 1 .4.4v5.6a.4.4 0 0 1-.4.4H5.9a.4.4 0 0 1-.4-.4zM8.5 5.2a.4.4 0 0 1 .4-.4h1.2a.4.4 0 0 1 .4.4v5.6a.4.4 0 0 1-.4.4H8.9a.4.4 0 0 1-.4-.4z"
      className="state warning"
    />
  ),
  working: <path d="M8 5.1A2.9 2.9 0 1 1 5.1 8" className="state-line accent turn" />,
};

/** Small badges in the lower right corner, about 7 px wide, centred on (12, 12). */
export const BADGES: Record<GlyphState, ReactNode> = {
  running: <path d="M9.9 8.9v6.2l5-3.1z" className="badge ok" />,
  halted: <rect x="9.3" y="9.3" width="5.4" height="5.4" rx=".5" className="badge rest" />,
  suspended: <path d="M15 13.1A3.5 3.5 0 0 1 10.9 9a3.5 3.5 0 1 0 4.1 4.1z" className="badge asleep" />,
  paused: <path d="M9.2 8.9h2.1v6.2H9.2zM12.7 8.9h2.1v6.2h-2.1z" className="badge warning" />,
  working: (
    <>
      <circle cx="12" cy="12" r="4.2" className="halo" />
      <path d="M12 9.2A2.8 2.8 0 1 1 9.2 12" className="state-line accent turn-badge" />
    </>
  ),
  disconnected: (
    <>
      <circle cx="12" cy="12" r="4.3" className="halo" />
      <circle cx="12" cy="12" r="2.7" className="state-line rest" />
      <path d="M10.1 13.9l3.8-3.8" className="state-line rest" />
    </>
  ),
  maintenance: (
    <>
      <path d="M12 8.1l3.9 3.9-3.9 3.9L8.1 12z" className="badge warning" />
      <path d="M10.8 12h2.4" className="badge-cut" />
    </>
  ),
  broken: (
    <>
      <circle cx="12" cy="12" r="3.5" className="badge danger" />
      <path d="M10.8 10.8l2.4 2.4M13.2 10.8l-2.4 2.4" className="badge-cut" />
    </>
  ),
  unlicensed: (
    <>
      <path d="M9.2 8.7h5.6v3.9L12 15.5l-2.8-2.9z" className="badge warning" />
      <path d="M12 10.1v1.7M12 13.1v.1" className="badge-cut" />
    </>
  ),
  outdated: <path d="M12 8.3l3.6 3.9h-2v3.1h-3.2v-3.1h-2z" className="badge warning" />,
};

/** Marks in the upper right corner. */
export const MARKS: Record<GlyphMark, ReactNode> = {
  // A crown of three points: the server that leads its pool.
  coordinator: <path d="M8.9 5.7 8.3 1.5l2.2 1.5L12 .6l1.5 2.4 2.2-1.5-.6 4.2z" className="badge accent" />,
  default: (
    <>
      <circle cx="12.2" cy="3.8" r="3.3" className="badge ok" />
      <path d="M10.8 3.9l1 1 1.8-2" className="badge-cut" />
    </>
  ),
};
