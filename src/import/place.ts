/** What stands in one place of a request, decoded. */
export interface Place {
  /** Name of the header, of the query parameter, of the form's field or of the JSON key; empty in a path. */
  readonly name: string;
  /** All names on the way to it, its own the last. */
  readonly within: readonly string[];
  readonly value: string | number;
  readonly kind: PlaceKind;
}

/** A run encodes what fills a `url` or a `form`, keeps the type of what fills `json`, and sends in a `header`, in a `part` and in `raw` text what stands there. */
export type PlaceKind = 'url' | 'form' | 'header' | 'part' | 'json' | 'raw';

/** The hole to put in a place instead; undefined leaves it as it is. */
export type Replace = (place: Place) => string | undefined;
