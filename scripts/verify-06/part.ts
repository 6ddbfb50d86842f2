/** One part of verify:06: something that is measured or tried at length, and its section of the page. */

export interface Place {
  /** The repository. */
  readonly root: string;
  /** A folder of the part's own, that stays: what is done is kept there. */
  readonly store: string;
  /** A short round to see that it works; nothing of it is written to the page. */
  readonly short: boolean;
}

export interface Shown {
  /** Markdown, without the heading. */
  readonly text: string;
  /** Whether every bound was held. */
  readonly held: boolean;
  /** The days of the figures in it, `2026-11-26`. */
  readonly measuredOn: readonly string[];
}

export interface Part {
  readonly name: string;
  readonly title: string;
  run(place: Place): Promise<Shown>;
}
