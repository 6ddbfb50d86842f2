/** A preset is an adapter with settings: how one library or product shows its breakers. */
import type { AdapterName, BreakerSource, Labels } from './source.ts';

export interface Preset {
  readonly key: string;
  readonly adapter: AdapterName;
  /** One line for `chaos plan` and messages: what must be exposed, and how. */
  readonly describe: string;
  /** null: the scenario gives them, as for a bare adapter. */
  readonly source: BreakerSource | null;
  /** Labels of a breaker entry that has no `match`, by its name. */
  defaultMatch(name: string): Labels;
}
