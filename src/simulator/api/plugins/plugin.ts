import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';
import type { Json } from '../../engine/agenda';
import { Fault } from '../fault';
import type { Later } from '../operations';
import type { Call } from '../world';

export type PluginArgs = Readonly<Record<string, string>>;

/** A function of a plug-in: a script on a server, with the text that it prints (xapi_plugins.ml). */
export type PluginFunction = (call: Call, host: Ref<'host'>, args: PluginArgs) => string | Later;

export type Plugin = Readonly<Record<string, PluginFunction>>;

const plugins = new Map<string, Plugin>();

/** Puts a plug-in on every server. */
export function definePlugin(name: string, functions: Plugin): void {
  plugins.set(name, functions);
}

export function pluginNamed(name: string): Plugin | undefined {
  return plugins.get(name);
}

/** An exception of Python that nobody caught: XENAPI_PLUGIN_FAILURE [function, class, text] (XenAPIPlugin.py dispatch). */
export class PluginException extends Error {
  readonly exception: string;

  constructor(exception: string, text: string) {
    super(text);
    this.exception = exception;
  }
}

/** An argument that a plug-in cannot do without. */
export function argument(args: PluginArgs, key: string): string {
  const value = args[key];
  if (value === undefined) throw new PluginException('KeyError', `'${key}'`);
  return value;
}

/** A failure with a code of its own, as the plug-ins of XCP-ng raise it (xcpngutils raise_plugin_error). */
export function pluginFault(code: string, text: string): Fault {
  return new Fault(code, text, '', '');
}

/** Truth as Python prints it. */
export function pythonBool(value: boolean): string {
  return value ? 'True' : 'False';
}

/** What a plug-in keeps on a server between two calls. */
export function pluginState({ engine }: World, plugin: string, host: Ref<'host'>): Json | undefined {
  return engine.annex[`plugin/${plugin}/${host}`];
}

export function setPluginState({ engine }: World, plugin: string, host: Ref<'host'>, state: Json): void {
  engine.annex = { ...engine.annex, [`plugin/${plugin}/${host}`]: state };
}
