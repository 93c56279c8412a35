import { Fault } from '../fault';
import { assertOnline } from '../host/operations';
import { define } from '../registry';
import { PluginException, pluginNamed } from './plugin';

/** The name of the method that an extension call wants, or null when it is no JSON-RPC call. */
function methodOf(text: string): string | null {
  try {
    const call: unknown = JSON.parse(text);
    if (typeof call !== 'object' || call === null || !('method' in call)) return null;
    return typeof call.method === 'string' ? call.method : null;
  } catch {
    return null;
  }
}

define({
  'host.call_plugin': (call, host, name, fn, args) => {
    assertOnline(call.world, host);
    const plugin = pluginNamed(name);
    if (plugin === undefined) throw new Fault('XENAPI_MISSING_PLUGIN', name);
    const run = Object.hasOwn(plugin, fn) ? plugin[fn] : undefined;
    if (run === undefined) throw new Fault('UNKNOWN_XENAPI_PLUGIN_FUNCTION', fn);
    try {
      return run(call, host, args);
    } catch (error) {
      if (error instanceof PluginException) {
        throw new Fault('XENAPI_PLUGIN_FAILURE', fn, error.exception, error.message);
      }
      throw error;
    }
  },
  // Servers are installed without extensions (xapi_extensions.ml find_extension).
  'host.has_extension': (call, host) => {
    assertOnline(call.world, host);
    return false;
  },
  'host.call_extension': (call, host, text) => {
    assertOnline(call.world, host);
    const method = methodOf(text);
    throw method === null ? new Fault('INVALID_VALUE', 'call', text) : new Fault('MESSAGE_METHOD_UNKNOWN', method);
  },
});
