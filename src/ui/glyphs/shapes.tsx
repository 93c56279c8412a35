import type { ReactNode } from 'react';
import type { GlyphKind } from './kinds';

/**
 * The body of each glyph on a 16 px grid: outlines of 1.25 px on half pixels, soft ground inside (class `body`), solid
 * details (class `solid`). Hoisted elements: React reuses them for every row.
 */
export const SHAPES: Record<GlyphKind, ReactNode> = {
  root: (
    <>
      <path d="M2.6 2.6C6 5.8 6 10.2 2.6 13.4M13.4 2.6C10 5.8 10 10.2 13.4 13.4" />
      <path d="M5.2 8h5.6" />
    </>
  ),
  group: (
    <>
      <rect x="2.1" y="2.6" width="4.8" height="4.8" rx="1.1" className="body" />
      <rect x="2.1" y="9.1" width="4.8" height="4.8" rx="1.1" className="body" />
      <path d="M9.5 5h4.5M9.5 11.5h4.5" />
    </>
  ),
  pool: (
    <>
      <path d="M4 1.9C2.6 3.4 1.8 5.6 1.8 8s.8 4.6 2.2 6.1M12 1.9c1.4 1.5 2.2 3.7 2.2 6.1s-.8 4.6-2.2 6.1" />
      <rect x="5" y="3" width="6" height="2.4" rx=".7" className="solid" />
      <rect x="5" y="6.8" width="6" height="2.4" rx=".7" className="solid" />
      <rect x="5" y="10.6" width="6" height="2.4" rx=".7" className="solid" />
    </>
  ),
  server: (
    <>
      <rect x="1.6" y="2.6" width="12.8" height="4.8" rx="1.2" className="body" />
      <rect x="1.6" y="8.6" width="12.8" height="4.8" rx="1.2" className="body" />
      <path d="M8.5 5h3.5M8.5 11h3.5" />
      <circle cx="4.4" cy="5" r=".95" className="solid" />
      <circle cx="4.4" cy="11" r=".95" className="solid" />
    </>
  ),
  vm: <rect x="1.6" y="2.1" width="12.8" height="11.8" rx="2.6" className="body" />,
  'template-default': (
    <>
      <path d="M2.1 5.5V4a1.9 1.9 0 0 1 1.9-1.9h1.5M10.5 2.1H12A1.9 1.9 0 0 1 13.9 4v1.5M13.9 10.5V12a1.9 1.9 0 0 1-1.9 1.9h-1.5M5.5 13.9H4A1.9 1.9 0 0 1 2.1 12v-1.5" />
      <rect x="5.4" y="5.4" width="5.2" height="5.2" rx="1" className="body" />
    </>
  ),
  'template-custom': (
    <>
      <path d="M2.1 5.5V4a1.9 1.9 0 0 1 1.9-1.9h1.5M10.5 2.1H12A1.9 1.9 0 0 1 13.9 4v1.5M13.9 10.5V12a1.9 1.9 0 0 1-1.9 1.9h-1.5M5.5 13.9H4A1.9 1.9 0 0 1 2.1 12v-1.5" />
      <rect x="4.9" y="4.9" width="6.2" height="6.2" rx="1.2" className="solid" />
    </>
  ),
  'snapshot-disk': (
    <>
      <path
        d="M5.6 4.1 6.5 2.6h3l.9 1.5h2.1a1.9 1.9 0 0 1 1.9 1.9v5.5a1.9 1.9 0 0 1-1.9 1.9h-9a1.9 1.9 0 0 1-1.9-1.9V6a1.9 1.9 0 0 1 1.9-1.9z"
        className="body"
      />
      <circle cx="8" cy="8.7" r="2.5" />
    </>
  ),
  'snapshot-memory': (
    <>
      <path
        d="M5.6 4.1 6.5 2.6h3l.9 1.5h2.1a1.9 1.9 0 0 1 1.9 1.9v5.5a1.9 1.9 0 0 1-1.9 1.9h-9a1.9 1.9 0 0 1-1.9-1.9V6a1.9 1.9 0 0 1 1.9-1.9z"
        className="body"
      />
      <circle cx="8" cy="8.7" r="3.1" className="solid" />
    </>
  ),
  'snapshot-scheduled': (
    <>
      <path
        d="M5.6 4.1 6.5 2.6h3l.9 1.5h2.1a1.9 1.9 0 0 1 1.9 1.9v5.5a1.9 1.9 0 0 1-1.9 1.9h-9a1.9 1.9 0 0 1-1.9-1.9V6a1.9 1.9 0 0 1 1.9-1.9z"
        className="body"
      />
      <path d="M8 6.1v2.8l2 1.2" />
    </>
  ),
  storage: (
    <>
      <path d="M2.6 4.1v7.8c0 1.2 2.4 2 5.4 2s5.4-.8 5.4-2V4.1" className="body" />
      <ellipse cx="8" cy="4.1" rx="5.4" ry="2" className="body" />
      <path d="M2.6 8c0 1.2 2.4 2 5.4 2s5.4-.8 5.4-2" />
    </>
  ),
  'storage-iso': (
    <>
      <circle cx="8" cy="8" r="6" className="body" />
      <circle cx="8" cy="8" r="1.7" />
      <path d="M4.6 8A3.4 3.4 0 0 1 8 4.6" />
    </>
  ),
  'virtual-disk': (
    <>
      <rect x="1.6" y="4.1" width="12.8" height="7.8" rx="1.6" className="body" />
      <path d="M1.8 8.6h12.4" />
      <circle cx="11.9" cy="10.3" r=".8" className="solid" />
    </>
  ),
  'disk-snapshot': (
    <>
      <rect x="1.6" y="4.1" width="12.8" height="7.8" rx="1.6" strokeDasharray="2.4 1.6" />
      <path d="M4 8.6h5.5" />
      <circle cx="11.9" cy="10.3" r=".8" className="solid" />
    </>
  ),
  network: (
    <>
      <path d="M1.6 8h12.8M4.5 5.6V8M11.5 5.6V8M8 8v2.4" />
      <rect x="2.9" y="2.4" width="3.2" height="3.2" rx=".8" className="body" />
      <rect x="9.9" y="2.4" width="3.2" height="3.2" rx=".8" className="body" />
      <rect x="6.4" y="10.4" width="3.2" height="3.2" rx=".8" className="body" />
    </>
  ),
  nic: (
    <>
      <path d="M3.5 2.6h9a1 1 0 0 1 1 1v7h-2.4v2.8H4.9v-2.8H2.5v-7a1 1 0 0 1 1-1z" className="body" />
      <path d="M5.6 2.8v2.6M8 2.8v2.6M10.4 2.8v2.6" />
    </>
  ),
  bond: (
    <>
      <rect x="1.6" y="4.6" width="8.3" height="4.8" rx="2.4" />
      <rect x="6.1" y="6.6" width="8.3" height="4.8" rx="2.4" />
    </>
  ),
  gpu: (
    <>
      <path d="M1.6 2.6v11" />
      <rect x="1.6" y="4.1" width="12.8" height="7" rx="1" className="body" />
      <circle cx="9.4" cy="7.6" r="2" />
      <path d="M4.4 6.4v2.4M4.4 13.4v-2.2M7 13.4v-2.2M9.6 13.4v-2.2" />
    </>
  ),
  vgpu: (
    <>
      <path d="M1.6 2.6v11" />
      <rect x="1.6" y="4.1" width="12.8" height="7" rx="1" strokeDasharray="2.2 1.5" />
      <path d="M8.2 5.6v4l3.2-2z" className="solid" />
      <path d="M4.4 6.4v2.4" />
    </>
  ),
  folder: (
    <path
      d="M1.6 5V4a1.4 1.4 0 0 1 1.4-1.4h3.2l1.6 1.9H13A1.4 1.4 0 0 1 14.4 6v6a1.4 1.4 0 0 1-1.4 1.4H3A1.4 1.4 0 0 1 1.6 12z"
      className="body"
    />
  ),
  tag: (
    <>
      <path
        d="M2.6 3.6a1 1 0 0 1 1-1h4.3L13.8 8.5a1 1 0 0 1 0 1.4l-3.9 3.9a1 1 0 0 1-1.4 0L2.6 7.9z"
        className="body"
      />
      <circle cx="5.6" cy="5.6" r="1" className="solid" />
    </>
  ),
  'custom-field': (
    <>
      <rect x="1.6" y="4.1" width="12.8" height="7.8" rx="1.4" className="body" />
      <path d="M4.4 6.4v3.2M7 8h4.5" />
    </>
  ),
  vapp: (
    <>
      <path d="M5 4.6V3.4a1.2 1.2 0 0 1 1.2-1.2h7a1.2 1.2 0 0 1 1.2 1.2v6a1.2 1.2 0 0 1-1.2 1.2H12" />
      <rect x="1.6" y="5.4" width="9.4" height="8.4" rx="1.6" className="body" />
      <path d="M4.2 9.6h4.2M6.9 8l1.6 1.6L6.9 11.2" />
    </>
  ),
  'alert-critical': (
    <>
      <path d="M5.3 1.9h5.4l3.4 3.4v5.4l-3.4 3.4H5.3l-3.4-3.4V5.3z" className="fill-danger" />
      <path d="M8 4.8v3.8M8 11.1v.1" className="cut" />
    </>
  ),
  'alert-error': (
    <>
      <circle cx="8" cy="8" r="6" className="line-danger" />
      <path d="M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2" className="line-danger" />
    </>
  ),
  'alert-warning': (
    <>
      <path d="M8 2.2 14.2 13H1.8z" className="fill-warning" />
      <path d="M8 6.2v3M8 11.2v.1" className="cut" />
    </>
  ),
  'alert-recovered': (
    <>
      <circle cx="8" cy="8" r="6" className="line-ok" />
      <path d="M5.3 8.2l1.9 1.9 3.6-4" className="line-ok" />
    </>
  ),
  'alert-info': (
    <>
      <circle cx="8" cy="8" r="6" className="body" />
      <path d="M8 7.4v3.4M8 5.1v.1" strokeWidth="1.6" />
    </>
  ),
  event: (
    <>
      <circle cx="8" cy="8" r="6" className="body" />
      <path d="M8 4.6V8l2.4 1.6" />
    </>
  ),
  user: (
    <>
      <circle cx="8" cy="5.2" r="2.7" className="body" />
      <path d="M2.6 13.9c.3-2.9 2.5-4.6 5.4-4.6s5.1 1.7 5.4 4.6z" className="body" />
    </>
  ),
};
