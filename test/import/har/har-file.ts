/** HAR files for tests: the smallest entry, and what a test says differently. */
export interface Recorded {
  readonly at?: number;
  readonly ms?: number;
  readonly method?: string;
  readonly url?: string;
  readonly kind?: string;
  readonly page?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: {
    readonly mimeType?: string;
    readonly text?: string;
    readonly encoding?: string;
    readonly params?: readonly { name: string; value: string }[];
  };
  readonly status?: number;
  readonly answerHeaders?: Readonly<Record<string, string>>;
  readonly type?: string;
  readonly answer?: string;
}

/** 2026-11-26T08:00:00Z plus so many ms. */
export function moment(ms: number): string {
  return new Date(Date.UTC(2026, 10, 26, 8) + ms).toISOString();
}

function pairs(headers: Readonly<Record<string, string>> = {}): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

export function entryOf(over: Recorded = {}) {
  return {
    pageref: over.page,
    startedDateTime: moment(over.at ?? 0),
    time: over.ms ?? 10,
    _resourceType: over.kind,
    request: { method: over.method ?? 'GET', url: over.url ?? 'http://127.0.0.1:8080/', headers: pairs(over.headers), postData: over.body },
    response: {
      status: over.status ?? 200,
      headers: pairs(over.answerHeaders),
      content: { mimeType: over.type ?? 'text/html', text: over.answer },
    },
  };
}

export function harOf(recorded: readonly Recorded[], pages: readonly string[] = []): string {
  return JSON.stringify({ log: { version: '1.2', pages: pages.map((id) => ({ id, title: id })), entries: recorded.map(entryOf) } });
}
