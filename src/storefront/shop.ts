/** The six services of the shop, listening and wired to each other. */
import { Ledger } from './ledger.ts';
import { cartService } from './services/cart.ts';
import { catalogueService } from './services/catalogue.ts';
import { edgeService } from './services/edge.ts';
import { inventoryService } from './services/inventory.ts';
import { ordersService } from './services/orders.ts';
import { paymentsService } from './services/payments.ts';
import type { Service } from './service.ts';
import type { Link, ShopSettings } from './settings.ts';
import { Wiring } from './wiring.ts';

export interface Shop {
  /** The edge. */
  readonly url: string;
  /** host:port of every service, the edge included. */
  readonly addresses: Readonly<Record<Link | 'edge', string>>;
  readonly wiring: Wiring;
  close(): Promise<void>;
}

/** Opens the ledger in `ledgerFile` and listens on 127.0.0.1: the edge on `port` (0: any), the rest on any port. */
export async function openShop(settings: ShopSettings, ledgerFile: string, port = 0): Promise<Shop> {
  const ledger = new Ledger(ledgerFile);
  const services: Service[] = [];
  const opened = async (service: Service, at?: number) => {
    services.push(service);
    return service.listen(at);
  };
  const closeAll = async () => {
    await Promise.all(services.map((service) => service.app.close()));
    ledger.close();
  };
  try {
    const [catalogue, cart, payments, inventory] = await Promise.all([
      opened(catalogueService(settings)),
      opened(cartService(settings)),
      opened(paymentsService(settings)),
      opened(inventoryService(settings)),
    ]);
    // Its own address is not known before it listens, and nothing it calls is called orders.
    const wiring = new Wiring({ catalogue, cart, payments, inventory, orders: '127.0.0.1:0' });
    const orders = await opened(ordersService(settings, wiring, ledger));
    wiring.rewire({ orders });
    const edge = await opened(edgeService(settings, wiring, ledger), port);
    const close = () => {
      wiring.close();
      return closeAll();
    };
    return { url: `http://${edge}`, addresses: { edge, catalogue, cart, orders, payments, inventory }, wiring, close };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
