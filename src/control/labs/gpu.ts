import type { Lab } from './lab';

export const GPU_LAB: Lab = {
  id: 'gpu',
  title: 'Sharing GPUs',
  lookFor:
    'Heaven runs begin one after the other in a guest that has both engines of a GRID K2, then on profiles of a K1 and a K2, then in many desktops at once. Look for a second run that costs the first nothing while it has an engine of its own, and for desktops that halve each other when the group fills one GPU before the next.',
  world: 'A Dell R720 with GRID K1 and K2 boards: a guest of 16 vCPUs with two engines, and desktops with a vGPU each',
  inputs: [
    {
      kind: 'choice',
      key: 'resolution',
      label: 'Resolution',
      options: [
        { value: '800x600', label: '800 × 600' },
        { value: '1024x768', label: '1024 × 768' },
        { value: '1280x960', label: '1280 × 960' },
        { value: '1920x1080', label: '1920 × 1080' },
      ],
      initial: '1024x768',
    },
    {
      kind: 'choice',
      key: 'api',
      label: 'Heaven with',
      options: [
        { value: 'opengl', label: 'OpenGL' },
        { value: 'dx11', label: 'DirectX 11' },
      ],
      initial: 'opengl',
    },
    { kind: 'number', key: 'runs', label: 'Runs on two engines', min: 1, max: 8, step: 1, initial: 6 },
    {
      kind: 'choice',
      key: 'profile',
      label: 'Profile of the desktops',
      options: [
        { value: 'GRID K120Q', label: 'K120Q, eight on a GPU of the K1' },
        { value: 'GRID K140Q', label: 'K140Q, four on a GPU of the K1' },
        { value: 'GRID K220Q', label: 'K220Q, eight on a GPU of the K2' },
        { value: 'GRID K240Q', label: 'K240Q, four on a GPU of the K2' },
        { value: 'GRID K260Q', label: 'K260Q, two on a GPU of the K2' },
      ],
      initial: 'GRID K240Q',
    },
    { kind: 'number', key: 'desktops', label: 'Desktops', min: 1, max: 16, step: 1, initial: 6 },
    {
      kind: 'choices',
      key: 'placement',
      label: 'Placement',
      options: [
        { value: 'breadth_first', label: 'Breadth first: the emptiest GPU' },
        { value: 'depth_first', label: 'Depth first: the fullest GPU' },
      ],
      initial: ['breadth_first', 'depth_first'],
    },
  ],
};
