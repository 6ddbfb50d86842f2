import type { ShopSettings } from '../settings.ts';

/** One remedy, alone: it may touch only what it is about, so that any set of switches can be combined in any order. */
export interface Switch {
  /** kebab-case, as `--with` takes it. */
  readonly name: string;
  readonly summary: string;
  apply(shop: ShopSettings): ShopSettings;
}
