/**
 * The ways of a guest's block request to a disk: what each step costs on the reference host (3.5 GHz, performance
 * governor). The constants are solved from published measurements, which the calibration prints: one interrupt leg from
 * the gain of polling (XenServer 7.0 performance, part 1), blkback and persistent grants from the IOPS of five and
 * fifteen guests (lkml 2012-10, xen-devel 2012-11) and from 370 MB/s on a SAS array, the user-space paths from about
 * 300 MB/s on an SSD array and from the aggregates of the tapdisk3 test bed. Numbers of legs and the costs of a ring
 * request of the user-space paths are chosen by hand.
 */

export type DatapathName =
  'dom0' | 'blkback' | 'blkback-persistent' | 'tapdisk2' | 'qdisk' | 'tapdisk3' | 'tapdisk3-polling';

/** Sending an event through a channel and waking who waits for it, µs (15,000 against 22,500 IOPS with and without one). */
export const INTERRUPT_LEG_US = 22.2222;

/** A part of what handling one page costs; the shares of a path add up to 1. */
export interface PageStep {
  readonly step: string;
  readonly share: number;
}

export interface Datapath {
  readonly name: DatapathName;
  /** Interrupt legs of a request, in order. */
  readonly legs: readonly string[];
  /** Backend time of one request on the ring, µs, besides its pages. */
  readonly ringRequestUs: number;
  readonly pageReadUs: number;
  readonly pageWriteUs: number;
  readonly pageSteps: readonly PageStep[];
  /** Pages that one request on the ring carries: 11 segments are the 44 KiB of the first protocol, 32 an indirect request. */
  readonly segmentsPerRequest: number;
  /** Requests on the ring at once: a 4096-byte page holds 32 (xen, blkif.h). */
  readonly ringSlots: number;
  /** How often memory is touched for each byte; bounds the sum of all disks by the memory's bandwidth (assumption). */
  readonly memoryTouches: number;
  /** Guests fight for the lock of the grant table. */
  readonly hasGrantLock: boolean;
}

const path = (datapath: Omit<Datapath, 'pageWriteUs'> & { readonly pageWriteUs?: number }): Datapath => ({
  pageWriteUs: datapath.pageReadUs,
  ...datapath,
});

/** What mapping and unmapping a page costs wherever it is done. */
const GRANT_MAP_US = 3.2013;
const TAPDISK2_PAGE_US = 12.3012;
/** The guest copies into pages that it has granted once and for all. */
const GUEST_COPY_US = 3.6815;
const QDISK_PAGE_US = 11.9832;

export const DATAPATHS: Readonly<Record<DatapathName, Datapath>> = {
  dom0: path({
    name: 'dom0',
    legs: [],
    ringRequestUs: 0,
    pageReadUs: 0,
    pageSteps: [],
    segmentsPerRequest: Infinity,
    ringSlots: 128,
    memoryTouches: 1,
    hasGrantLock: false,
  }),
  blkback: path({
    name: 'blkback',
    legs: ['guest to blkback', 'blkback to guest'],
    ringRequestUs: 4.491,
    pageReadUs: GRANT_MAP_US,
    pageSteps: [{ step: 'map and unmap grants', share: 1 }],
    segmentsPerRequest: 32,
    ringSlots: 32,
    memoryTouches: 1,
    hasGrantLock: true,
  }),
  'blkback-persistent': path({
    name: 'blkback-persistent',
    legs: ['guest to blkback', 'blkback to guest'],
    ringRequestUs: 9.92988,
    pageReadUs: GUEST_COPY_US,
    pageSteps: [{ step: 'copy in the guest', share: 1 }],
    segmentsPerRequest: 32,
    ringSlots: 32,
    memoryTouches: 3,
    hasGrantLock: false,
  }),
  tapdisk2: path({
    name: 'tapdisk2',
    legs: ['guest to blkback', 'blktap2 to tapdisk2', 'tapdisk2 to blktap2', 'blkback to guest'],
    ringRequestUs: 10,
    pageReadUs: TAPDISK2_PAGE_US,
    pageSteps: [
      { step: 'map and unmap grants', share: GRANT_MAP_US / TAPDISK2_PAGE_US },
      { step: 'copy into blktap2 and back', share: 1 - GRANT_MAP_US / TAPDISK2_PAGE_US },
    ],
    segmentsPerRequest: 11,
    ringSlots: 32,
    memoryTouches: 3,
    hasGrantLock: false,
  }),
  qdisk: path({
    name: 'qdisk',
    legs: ['guest to qemu', 'kernel to qemu', 'qemu to guest'],
    ringRequestUs: 10,
    pageReadUs: QDISK_PAGE_US,
    pageSteps: [
      { step: 'copy in the guest', share: GUEST_COPY_US / QDISK_PAGE_US },
      { step: 'copy through the buffer cache', share: 1 - GUEST_COPY_US / QDISK_PAGE_US },
    ],
    segmentsPerRequest: 11,
    ringSlots: 32,
    memoryTouches: 5,
    hasGrantLock: false,
  }),
  tapdisk3: path({
    name: 'tapdisk3',
    legs: ['guest to tapdisk3', 'tapdisk3 to guest'],
    ringRequestUs: 8,
    pageReadUs: 4.35361,
    pageWriteUs: 5.74837,
    pageSteps: [{ step: 'grant copy by Xen', share: 1 }],
    segmentsPerRequest: 11,
    ringSlots: 32,
    memoryTouches: 3,
    hasGrantLock: false,
  }),
  'tapdisk3-polling': path({
    name: 'tapdisk3-polling',
    legs: ['tapdisk3 to guest'],
    ringRequestUs: 8,
    pageReadUs: 4.35361,
    pageWriteUs: 5.74837,
    pageSteps: [{ step: 'grant copy by Xen', share: 1 }],
    segmentsPerRequest: 11,
    ringSlots: 32,
    memoryTouches: 3,
    hasGrantLock: false,
  }),
};
