/** The storefront as a process: `node main.ts --variant resilient|fragile [--with a,b] [--port N]`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ChaosError, messageOf } from '../errors.ts';
import { ownFolder } from './folder.ts';
import { fromParent, readyMessage } from './protocol.ts';
import type { ToParent } from './protocol.ts';
import { openShop } from './shop.ts';
import { isVariant, shopOf } from './variants.ts';

interface Arguments {
  readonly variant: 'fragile' | 'resilient';
  readonly extra: readonly string[];
  readonly port: number;
}

function argumentsOf(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: { variant: { type: 'string', default: 'resilient' }, with: { type: 'string' }, port: { type: 'string', default: '0' } },
  });
  const { variant } = values;
  if (!isVariant(variant)) throw new ChaosError('USAGE', `no storefront "${variant}"`, 'storefronts: fragile, resilient');
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ChaosError('USAGE', `"${values.port}" is no port`, 'a port is 0 to 65535');
  return { variant, extra: values.with?.split(',').filter((name) => name !== '') ?? [], port };
}

const send = (message: ToParent) => {
  // The parent may be gone by the time it is answered; then there is nobody to tell.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

async function main(): Promise<void> {
  const { variant, extra, port } = argumentsOf(process.argv.slice(2));
  const settings = shopOf(variant, extra);
  const hasParent = process.send !== undefined;

  const folder = ownFolder();
  process.on('exit', () => folder.remove());
  process.on('SIGTERM', () => process.exit(0));
  if (hasParent) {
    // A terminal sends these to the whole group; the parent undoes its faults first and then says stop.
    process.on('SIGINT', () => undefined);
    process.on('SIGHUP', () => undefined);
    process.on('disconnect', () => process.exit(0));
    // The parent may have died before anybody listened.
    if (!process.connected) process.exit(0);
  } else {
    process.on('SIGINT', () => process.exit(0));
    process.on('SIGHUP', () => process.exit(0));
  }

  const shop = await openShop(settings, join(folder.path, 'orders.db'), port);
  process.on('message', (raw) => {
    const message = fromParent(raw);
    if (message?.type === 'stop') process.exit(0);
    if (message?.type !== 'wire') return;
    try {
      shop.wiring.rewire(message.links);
      send({ type: 'wired' });
    } catch (error) {
      send({ type: 'refused', message: messageOf(error) });
    }
  });
  const ready = readyMessage(shop, settings, folder.path);
  if (hasParent) send(ready);
  else process.stdout.write(`${JSON.stringify(ready)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});
