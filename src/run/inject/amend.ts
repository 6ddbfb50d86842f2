/** How a proxy or a toxic is changed on servers of any age. */
import type { Proxy, Toxic } from 'toxiproxy-node-client';
import { statusOf, type ToxiproxyTransport } from './toxiproxy-transport.ts';

/** PATCH is what the API asks for; the client has its older equal alone, POST, which servers before 2.6 have alone as well: those know no such route. */
export async function amend(
  transport: ToxiproxyTransport,
  thing: Proxy | Toxic<unknown>,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  try {
    await transport.patch(thing.getPath(), body);
  } catch (error) {
    const status = statusOf(error);
    if (status !== 404 && status !== 405) throw error;
    await thing.update(body as never);
  }
}
