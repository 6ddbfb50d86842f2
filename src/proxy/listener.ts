/** Opens a TCP listener on an address, and says why it can't in the words of Toxiproxy's wire. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { messageOf, systemCodeOf } from '../errors.ts';
import { AddressError, resolveAddress, writeAddress, type Address } from './address.ts';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EACCES: 'permission denied',
};
const backlog = 4_096;
const keepAliveMs = 15_000;

/** Sockets come paused, unbuffered (no Nagle) and half-open capable. Throws AddressError. */
export async function openListener(listen: string, onSocket: (socket: Socket) => void): Promise<{ server: Server; listen: string }> {
  const wanted = await resolveAddress(listen).catch((error: unknown) => {
    throw new AddressError(`listen tcp: ${messageOf(error)}`, { cause: error });
  });
  const server = createServer(
    { allowHalfOpen: true, pauseOnConnect: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs },
    onSocket,
  );
  const everywhere = wanted.host === '' || wanted.host === '0.0.0.0' || wanted.host === '::';
  try {
    await bind(server, wanted.port, everywhere ? '::' : wanted.host).catch(async (error: unknown) => {
      // A machine without IPv6.
      if (!everywhere || !['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes(systemCodeOf(error) ?? '')) throw error;
      await bind(server, wanted.port, '0.0.0.0');
    });
  } catch (error) {
    const reason = reasons[systemCodeOf(error) ?? ''] ?? messageOf(error);
    throw new AddressError(`listen tcp ${writeAddress(shown(wanted))}: bind: ${reason}`, { cause: error });
  }
  const bound = server.address() as AddressInfo;
  return { server, listen: writeAddress({ host: bound.address, port: bound.port }) };
}

function shown(wanted: Address): Address {
  return wanted.host === '::' ? { ...wanted, host: '0.0.0.0' } : wanted;
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
