import type { Mistake } from './mistake.ts';

/** What flags say, as plain data: the topmost layer over scenario and system file. All text is as the user wrote it. */
export interface Overrides {
  readonly target?: string;
  /** `50/s`: what 1x means. */
  readonly rate?: string;
  /** `5x` (or `500/s`): replaces the largest multiple of the scenario. */
  readonly peak?: string;
  /** `90s`: the whole timeline is stretched or shrunk to it. */
  readonly duration?: string;
  /** `NAME=LISTEN,UPSTREAM[,KEY=VALUE ...]`, or `NAME=proxy=PROXY` */
  readonly links?: readonly string[];
  /** `payments latency 2s for 20s at peak + 20s` */
  readonly faults?: readonly string[];
  /** `payments opossum http://127.0.0.1:8080/metrics [label=value ...]` */
  readonly breakers?: readonly string[];
  readonly objectives?: readonly string[];
  readonly aborts?: readonly string[];
  /** `name: value` */
  readonly headers?: readonly string[];
  readonly toxiproxy?: string;
  readonly allowHosts?: readonly string[];
  readonly gate?: string;
  readonly seed?: number;
  readonly storefront?: string;
  readonly env?: string;
  readonly system?: string;
}

/** Where what is wrong or worth knowing about a flag goes. */
export interface FlagReport {
  readonly report: (mistake: Mistake) => void;
  readonly warn: (text: string) => void;
}
