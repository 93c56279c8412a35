import type { DatapathName } from './datapaths';

/** What a datapath means for whoever uses it, besides its speed. */
export interface DatapathTraits {
  readonly description: string;
  /**
   * Whether a network repository may use guest pages through it: a retransmitted packet must not read memory that the
   * guest has got back ("dom0 might retransmit invalid data or even crash").
   */
  readonly isSafeOnNetwork: boolean;
  /** VHD with snapshots, fast clones and Storage XenMotion. */
  readonly hasVhd: boolean;
  readonly runsIn: 'kernel' | 'user space' | 'both';
  /** How the data comes from the guest to the disk. */
  readonly copies: string;
  /** Reads and writes bypass the buffer cache of the control domain. */
  readonly isDirect: boolean;
}

/** Source: "tapdisk3" and "the overhead of virtualised storage" of the XenServer performance team, 2013 and 2014. */
export const DATAPATH_TRAITS: Readonly<Record<DatapathName, DatapathTraits>> = {
  dom0: {
    description: 'the control domain itself',
    isSafeOnNetwork: true,
    hasVhd: false,
    runsIn: 'kernel',
    copies: 'none',
    isDirect: true,
  },
  blkback: {
    description: 'blkback with grant mapping',
    isSafeOnNetwork: false,
    hasVhd: false,
    runsIn: 'kernel',
    copies: 'none',
    isDirect: true,
  },
  'blkback-persistent': {
    description: 'blkback with persistent grants',
    isSafeOnNetwork: false,
    hasVhd: false,
    runsIn: 'kernel',
    copies: 'one in the guest',
    isDirect: true,
  },
  tapdisk2: {
    description: 'tapdisk2, blktap2 and blkback',
    isSafeOnNetwork: true,
    hasVhd: true,
    runsIn: 'both',
    copies: 'grant mapping and memcpy',
    isDirect: true,
  },
  qdisk: {
    description: 'qemu-qdisk',
    isSafeOnNetwork: true,
    hasVhd: false,
    runsIn: 'user space',
    copies: 'one in the guest, one in the buffer cache',
    isDirect: false,
  },
  tapdisk3: {
    description: 'tapdisk3, which speaks to the guest itself',
    isSafeOnNetwork: true,
    hasVhd: true,
    runsIn: 'user space',
    copies: 'grant copy by Xen',
    isDirect: true,
  },
  'tapdisk3-polling': {
    description: 'tapdisk3 that polls the ring of a busy disk',
    isSafeOnNetwork: true,
    hasVhd: true,
    runsIn: 'user space',
    copies: 'grant copy by Xen',
    isDirect: true,
  },
};
