import { Fault } from '../api/fault';
import { defineHandler } from './handlers';

// No pool here has a workload balancing server (xapi: workload_balancing.ml assert_wlb_initialized).
for (const name of ['get_wlb_report', 'get_wlb_diagnostics']) {
  defineHandler(name, () => {
    throw new Fault('WLB_NOT_INITIALIZED');
  });
}
