import { describe, expect, it } from 'vitest';
import { refusal, type Edge } from './lib/layers.mjs';

const rule = (from: string, to: string, kind: Edge['kind'] = 'value') => refusal({ from, to, kind });

describe('the layer rules', () => {
  it.each<[string, string, Edge['kind']?]>([
    ['src/main.tsx', 'src/app/app.tsx'],
    ['src/app/app.tsx', 'src/features/vms/tabs/general.tsx'],
    ['src/app/app.tsx', 'src/control/protocol.ts'],
    ['src/app/connections/start.ts', 'src/simulator/worker.ts', 'url'],
    ['src/app/connections/start.ts', 'mocks/browser.ts', 'dynamic'],
    ['src/features/vms/columns.tsx', 'src/features/vms/commands.ts'],
    ['src/features/vms/columns.tsx', 'src/features/hosts/index.ts'],
    ['src/features/vms/columns.tsx', 'src/xapi/datamodel/ref.ts'],
    ['src/features/vms/columns.test.ts', 'src/features/fixtures/records.ts'],
    ['src/features/vms/tree.browser.test.tsx', 'src/simulator/simulator.ts'],
    ['src/ui/tree/tree.tsx', 'npm:@tanstack/react-virtual'],
    ['src/xapi/client/session.ts', 'src/xapi/datamodel/ref.ts'],
    ['src/simulator/engine/database.ts', 'src/xapi/datamodel/model.ts'],
    ['src/simulator/api/vm.ts', 'src/simulator/physics/memory.ts'],
    ['src/simulator/http/handler.ts', 'src/simulator/api/dispatcher.ts'],
    ['src/simulator/scenarios/pool-database.ts', 'npm:saxes'],
    ['src/simulator/scenarios/cambridge.ts', 'src/simulator/engine/table.ts', 'type'],
    ['src/simulator/api/vm.test.ts', 'src/simulator/simulator.ts'],
    ['src/simulator/api/vm.test.ts', 'node:fs'],
    ['src/simulator/server.ts', 'node:http'],
    ['src/simulator/worker.ts', 'src/control/protocol.ts'],
    ['mocks/handlers.ts', 'src/simulator/simulator.ts'],
    ['bench/start.bench.ts', 'src/simulator/simulator.ts'],
  ])('allow %s -> %s', (from, to, kind) => {
    expect(rule(from, to, kind)).toBeUndefined();
  });

  it.each<[string, string, string, Edge['kind']?]>([
    ['src/main.tsx', 'src/ui/theme/theme.ts', 'main may import app'],
    ['src/app/app.tsx', 'src/simulator/simulator.ts', 'app may import feature, ui, xapi, datamodel, control'],
    ['src/app/app.tsx', 'mocks/browser.ts', 'app may import feature, ui, xapi, datamodel, control'],
    ['src/features/vms/columns.tsx', 'src/features/hosts/columns.tsx', 'a feature is entered through its index.ts'],
    ['src/features/vms/columns.tsx', 'src/features/vms/testing/records.ts', 'only tests use test support'],
    ['src/features/vms/columns.tsx', 'src/simulator/simulator.ts', 'feature may import ui, xapi, datamodel'],
    ['src/features/vms/columns.tsx', 'src/simulator/engine/table.ts', 'feature may import ui, xapi, datamodel', 'type'],
    ['src/ui/tree/tree.tsx', 'src/xapi/datamodel/ref.ts', 'ui may import nothing', 'type'],
    ['src/xapi/client/session.ts', 'src/app/app.tsx', 'xapi may import datamodel'],
    ['src/simulator/engine/database.ts', 'src/simulator/api/vm.ts', 'engine may import datamodel'],
    ['src/simulator/engine/database.ts', 'npm:react', 'engine may use no package'],
    ['src/simulator/physics/memory.ts', 'src/simulator/engine/clock.ts', 'physics may import nothing'],
    ['src/simulator/api/vm.ts', 'src/ui/tree/tree.tsx', 'api may import engine, physics, datamodel'],
    ['src/simulator/api/vm.ts', 'node:fs', 'api runs in the browser and knows no Node'],
    ['src/simulator/http/handler.ts', 'src/simulator/engine/engine.ts', 'http may import api, guests, datamodel'],
    ['src/simulator/scenarios/cambridge.ts', 'src/simulator/engine/table.ts', 'scenarios may import api, datamodel'],
    ['src/control/protocol.ts', 'src/xapi/datamodel/ref.ts', 'control may import nothing', 'type'],
    ['src/app/app.tsx', 'src/app/app.test.ts', 'nothing imports a test'],
    ['src/elsewhere.ts', 'src/app/app.tsx', 'every file belongs to a room'],
    ['src/app/app.tsx', 'src/elsewhere.ts', 'every file belongs to a room'],
  ])('refuse %s -> %s: %s', (from, to, expected, kind) => {
    expect(rule(from, to, kind)).toBe(expected);
  });
});
