import { BOARD_HARDWARE } from '../../gpu/boards';
import { engineLoad, type Engine, type GpuSession } from '../../gpu/sharing';
import { HEAVEN_DX11, HEAVEN_OPENGL, type GpuWorkload, type Screen } from '../../gpu/workloads';
import { RELEASES } from '../../releases';
import type { GPU_FIGURES } from '../published/gpu';
import type { ModelOf } from '../row';

const K120Q_MIB = 512;
const K140Q_MIB = 960;

export const hardware = (name: string) => {
  const board = BOARD_HARDWARE[name];
  if (board === undefined) throw new Error(`no board ${name}`);
  return board;
};

/** An engine that one VM has to itself. */
function ownEngine(board: string): Engine {
  return { speed: hardware(board).engineSpeed, scheduler: 'best effort', residentVgpus: 1, mostVgpus: 1 };
}

function onK1(workload: GpuWorkload, width: number, height: number, frameBufferMib: number): number {
  const session: GpuSession = { workload, screen: { width, height }, frameBufferMib, vgpu: 0, limiterFps: 60 };
  return engineLoad(ownEngine('GRID K1'), [session]).fps[0] ?? 0;
}

/** So many Heaven sessions on one engine of a K2 that a VM has to itself. */
export function onK2(sessions: number, screen: Screen) {
  const frameBufferMib = hardware('GRID K2').memoryMib;
  const session: GpuSession = { workload: HEAVEN_OPENGL, screen, frameBufferMib, vgpu: 0, limiterFps: 60 };
  return engineLoad(
    ownEngine('GRID K2'),
    Array.from({ length: sessions }, () => session),
  );
}

const XGA: Screen = { width: 1024, height: 768 };

export const GPU_MODELS: ModelOf<typeof GPU_FIGURES> = {
  'k140q-800': () => onK1(HEAVEN_OPENGL, 800, 600, K140Q_MIB),
  'k140q-1280': () => onK1(HEAVEN_OPENGL, 1280, 960, K140Q_MIB),
  'k140q-dx11': () => onK1(HEAVEN_DX11, 1280, 800, K140Q_MIB),
  'k120q-800': () => onK1(HEAVEN_OPENGL, 800, 600, K120Q_MIB),
  'k120q-dx11': () => onK1(HEAVEN_DX11, 1280, 800, K120Q_MIB),
  'k120q-1280': () => onK1(HEAVEN_OPENGL, 1280, 960, K120Q_MIB),
  // Each of the two has an engine to itself, as the one alone has.
  'two-heaven': () => {
    const engines = [onK2(1, XGA), onK2(1, XGA)];
    return ((engines[1]?.fps[0] ?? 0) / (onK2(1, XGA).fps[0] ?? 0)) * 100;
  },
  'two-heaven-cpu': () => ((2 * HEAVEN_OPENGL.vcpus) / 16) * 100,
  'k2-memory': () => hardware('GRID K2').memoryMib,
  'gpus-62': () => RELEASES['6.2'].limits.gpusPerHost,
  'vcpus-62': () => RELEASES['6.2'].limits.vcpusPerVm,
  'memory-62': () => RELEASES['6.2'].limits.memoryGibPerVm,
  'k2-boards-65': () => RELEASES['6.5'].limits.gpusPerHost / hardware('GRID K2').gpus,
  'memory-65': () => RELEASES['6.5'].limits.memoryGibPerVm,
};
