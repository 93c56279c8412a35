import { resultTypeOf } from '../api/method';
import { escapeXml, toXmlValue } from '../api/xml-value';
import { rpcHandler } from './rpc';
import { readCall, XmlRpcError } from './xmlrpc-reader';

/** XML-RPC with xapi's envelope: a struct that says Success or Failure, never a fault. Source: ocaml-rpc xmlrpc.ml. */
export const handleXmlRpc = rpcHandler({
  contentType: 'text/xml',
  isJson: false,
  parse(text) {
    try {
      return readCall(text);
    } catch (error) {
      if (error instanceof XmlRpcError) return `Xmlrpc.Parse_error: ${error.message}`;
      throw error;
    }
  },
  success({ method }, result) {
    const value = toXmlValue(resultTypeOf(method), result);
    // The list of methods alone comes without the envelope (api_server.ml callback).
    if (method === 'system.listMethods') return response(value);
    return response(envelope('Success', 'Value', value));
  },
  failure(_call, error) {
    const items = error.map((text) => `<value>${escapeXml(text)}</value>`).join('');
    return response(envelope('Failure', 'ErrorDescription', `<value><array><data>${items}</data></array></value>`));
  },
});

function envelope(status: string, name: string, value: string): string {
  return (
    `<value><struct><member><name>Status</name><value>${status}</value></member>` +
    `<member><name>${name}</name>${value}</member></struct></value>`
  );
}

function response(value: string): string {
  return `<?xml version="1.0"?><methodResponse><params><param>${value}</param></params></methodResponse>`;
}
