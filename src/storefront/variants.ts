/** Shops by name: which switches are on. A new switch is one file and one line in the table. */
import { ChaosError } from '../errors.ts';
import { fragileShop } from './settings.ts';
import type { ShopSettings } from './settings.ts';
import { circuitBreakers } from './switches/circuit-breakers.ts';
import { fallbacks } from './switches/fallbacks.ts';
import { loadShedding } from './switches/load-shedding.ts';
import type { Switch } from './switches/switch.ts';
import { timeouts } from './switches/timeouts.ts';

export const switches: readonly Switch[] = [timeouts, circuitBreakers, fallbacks, loadShedding];

export type Variant = 'fragile' | 'resilient';

export function isVariant(name: unknown): name is Variant {
  return name === 'fragile' || name === 'resilient';
}

/** Settings of a variant with further switches turned on by name; an unknown name is a usage error. */
export function shopOf(variant: Variant, extra: readonly string[] = []): ShopSettings {
  for (const name of extra) {
    if (switches.some((known) => known.name === name)) continue;
    throw new ChaosError('USAGE', `unknown switch "${name}"`, `switches: ${switches.map((known) => known.name).join(', ')}`);
  }
  const on = switches.filter((each) => variant === 'resilient' || extra.includes(each.name));
  return on.reduce((shop, each) => each.apply(shop), fragileShop);
}
