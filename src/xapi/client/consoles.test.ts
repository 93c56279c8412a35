import { describe, expect, it } from 'vitest';
import { createConsoles } from './consoles';
import type { ByteChannel, ChannelListener, SocketAddress, Transport } from './contract';
import type { Session } from './session';
import { XapiError } from './xapi-error';

interface Facts {
  readonly location?: string;
  readonly host?: string;
  readonly refusal?: XapiError;
}

/** A pool whose coordinator is `south`, with one console. */
function setUp({ location = 'https://10.0.0.7/console?uuid=c', host = 'north', refusal }: Facts, sockets = true) {
  const answers: Readonly<Record<string, unknown>> = {
    'console.get_record': { location, VM: 'vm' },
    'VM.get_resident_on': host,
    'pool.get_all_records': { pool: { master: 'south' } },
  };
  const session: Pick<Session, 'call' | 'id'> = {
    call: (method) => (refusal ? Promise.reject(refusal) : Promise.resolve(answers[method])),
    id: () => Promise.resolve('OpaqueRef:session'),
  };
  const asked: SocketAddress[] = [];
  const carried: string[] = [];
  const channel: ByteChannel = {
    send: (bytes) => carried.push(`sent ${bytes[0]}`),
    close: () => carried.push('closed'),
  };
  const transport: Transport = {
    request: () => Promise.reject(new Error('nothing asks')),
    ...(sockets && {
      openSocket: (address: SocketAddress) => {
        asked.push(address);
        return channel;
      },
    }),
    close: () => undefined,
  };
  const told: string[] = [];
  const listener: ChannelListener = {
    opened: () => told.push('open'),
    received: () => told.push('bytes'),
    closed: (error) => told.push(error?.code ?? 'closed'),
  };
  const open = createConsoles(session as Session, transport);
  return { open: () => open('console', listener), asked, carried, told };
}

const SESSION = 'session_id=OpaqueRef%3Asession';

describe('where a console is', () => {
  it('is the server on which its machine runs', async () => {
    const { open, asked } = setUp({});
    open();
    await expect.poll(() => asked).toEqual([{ path: `/console?uuid=c&${SESSION}`, origin: 'https://10.0.0.7' }]);
  });

  it('is where calls are answered when that server answers them, whatever its location says', async () => {
    const { open, asked } = setUp({ host: 'south' });
    open();
    await expect.poll(() => asked).toEqual([{ path: `/console?uuid=c&${SESSION}`, origin: null }]);
  });

  it('is asked for by its reference when its location cannot be read', async () => {
    const { open, asked } = setUp({ location: '' });
    open();
    await expect.poll(() => asked).toEqual([{ path: `/console?ref=console&${SESSION}`, origin: null }]);
  });
});

describe('a console that is opened', () => {
  it('is passed through once it is found', async () => {
    const { open, asked, carried } = setUp({});
    const console = open();
    console.send(Uint8Array.of(1));
    await expect.poll(() => asked).toHaveLength(1);
    console.send(Uint8Array.of(2));
    console.close();
    expect(carried).toEqual(['sent 2', 'closed']);
  });

  it('is not opened any more when it was closed meanwhile', async () => {
    const closed = setUp({});
    closed.open().close();
    const other = setUp({});
    other.open();
    await expect.poll(() => other.asked).toHaveLength(1);
    expect(closed.asked).toEqual([]);
  });

  it('says why it cannot be', async () => {
    const refused = setUp({ refusal: new XapiError('HANDLE_INVALID', ['console', 'c']) });
    refused.open();
    await expect.poll(() => refused.told).toEqual(['HANDLE_INVALID']);
    const none = setUp({}, false);
    none.open();
    await expect.poll(() => none.told).toEqual(['CONSOLES_NOT_CARRIED']);
  });
});
