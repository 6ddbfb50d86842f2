/**
 * One Toxiproxy server, as the injector sees it: toxiproxy-node-client wherever it has the call, with bounded time, the server's own
 * words in errors, names that can't break a path, and undo calls that take "already gone" for done.
 */
import { Proxy, Toxic, Toxiproxy } from 'toxiproxy-node-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError, messageOf } from '../../errors.ts';
import { amend } from './amend.ts';
import { isLock, lockListen } from './link-lock.ts';
import type { NewHttpToxic, NewToxic } from './new-toxic.ts';
import { normaliseHost } from './toxiproxy-host.ts';
import { type CallOptions, statusOf, ToxiproxyTransport } from './toxiproxy-transport.ts';

/** A proxy as `GET /proxies` lists it (the client's own objects leave the toxics out). */
export interface ProxySnapshot {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  readonly toxics: readonly { readonly name: string; readonly type: string; readonly stream: string }[];
}

export type Done = 'done' | 'gone';

const retryPauseMs = 100;

export class ToxiproxyServer {
  /** Without credentials: for messages, events and journals. */
  readonly url: string;
  readonly #authorization: string | undefined;
  readonly #timeoutMs: number;

  /** `url` may lack the scheme or end in slashes. Throws USAGE for what is no URL. No call takes longer than `timeoutMs`, or twice that where a broken connection is tried again. */
  constructor(url: string, timeoutMs = 2_000) {
    const host = normaliseHost(url);
    this.url = host.url;
    this.#authorization = host.authorization;
    this.#timeoutMs = timeoutMs;
  }

  /** `2.12.0`; old servers answer bare text. */
  async version(options: Partial<CallOptions> = {}): Promise<string> {
    const text = await this.#call('asking for the version', options, (client) => client.getVersion());
    return /"version"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? text.trim();
  }

  /** Those that stand on links: locks are left out. */
  async proxies(options: Partial<CallOptions> = {}): Promise<ProxySnapshot[]> {
    return (await this.everything(options)).filter(({ name }) => !isLock(name));
  }

  /** All that the server lists, the locks of links too. */
  async everything(options: Partial<CallOptions> = {}): Promise<ProxySnapshot[]> {
    const listed = await this.#call(
      'listing proxies',
      options,
      async (client) => (await client.api.get<Record<string, ProxySnapshot>>(`${this.url}/proxies`)).data,
    );
    if (typeof listed !== 'object' || listed === null)
      throw new ChaosError(
        'TOXIPROXY_REFUSED',
        `${this.url} does not answer as a Toxiproxy server does`,
        'check --toxiproxy or TOXIPROXY_URL',
      );
    return Object.values(listed).map((p) => ({ ...p, toxics: p.toxics ?? [] }));
  }

  /** Returns it with `listen` resolved (`127.0.0.1:0` -> the port). */
  async createProxy(proxy: { name: string; listen: string; upstream: string }): Promise<ProxySnapshot> {
    assertOwnName(proxy.name);
    const made = await this.#call(`creating proxy ${proxy.name}`, {}, async (client, attempt) => {
      try {
        return await client.createProxy({ ...proxy, enabled: true });
      } catch (error) {
        // The attempt before was received although its answer was lost: the name is this run's own.
        if (attempt > 1 && statusOf(error) === 409) return client.get(proxy.name);
        throw error;
      }
    });
    return { name: made.name, listen: made.listen, upstream: made.upstream, enabled: made.enabled, toxics: [] };
  }

  /** A disabled proxy that holds a text as its upstream. False: there is one of that name, ours perhaps, whose answer was lost. */
  async createLock(name: string, text: string): Promise<boolean> {
    assertOwnName(name);
    try {
      await this.#call(`creating lock ${name}`, {}, (client) =>
        client.createProxy({ name, listen: lockListen, upstream: text, enabled: false }),
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 409) return false;
      throw error;
    }
  }

  /** The text of a lock; null where there is none. */
  async lockText(name: string, options: Partial<CallOptions> = {}): Promise<string | null> {
    const found = (await this.getJson(`/proxies/${encodeURIComponent(name)}`, options)) as { readonly upstream?: unknown } | undefined;
    return found === undefined ? null : String(found.upstream);
  }

  async writeLock(name: string, text: string, options: Partial<CallOptions> = {}): Promise<Done> {
    const body = { upstream: text } as Parameters<Proxy['update']>[0];
    return this.#undo(`writing lock ${name}`, options, (client) => this.#proxy(client, name).update(body));
  }

  async deleteProxy(name: string, options: Partial<CallOptions> = {}): Promise<Done> {
    return this.#undo(`deleting proxy ${name}`, options, (client) => this.#proxy(client, name).remove());
  }

  /** Sends `enabled` alone: a listen address sent again may make the server restart the proxy and drop its connections. */
  async setEnabled(name: string, enabled: boolean, options: Partial<CallOptions> = {}): Promise<Done> {
    return this.#undo(`${enabled ? 'enabling' : 'disabling'} proxy ${name}`, options, (client, transport) =>
      amend(transport, this.#proxy(client, name), { enabled }),
    );
  }

  async addToxic(proxy: string, toxic: NewToxic): Promise<void> {
    assertOwnName(toxic.name);
    await this.#call(`adding toxic ${toxic.name} to proxy ${proxy}`, {}, async (client, attempt) => {
      try {
        await this.#proxy(client, proxy).addToxic(toxic as Parameters<Proxy['addToxic']>[0]);
      } catch (error) {
        if (!(attempt > 1 && statusOf(error) === 409)) throw error;
      }
    });
  }

  async removeToxic(proxy: string, name: string, options: Partial<CallOptions> = {}): Promise<Done> {
    return this.#undo(`removing toxic ${name} from proxy ${proxy}`, options, (client) => this.#toxic(client, proxy, name).remove());
  }

  async updateToxic(proxy: string, name: string, body: { toxicity: number; attributes: Readonly<Record<string, number>> }): Promise<void> {
    await this.#call(`updating toxic ${name} on proxy ${proxy}`, {}, (client, _, transport) =>
      amend(transport, this.#toxic(client, proxy, name), body),
    );
  }

  /** Only on Stampede's own server, on a link of protocol http. */
  async addHttpToxic(proxy: string, toxic: NewHttpToxic): Promise<void> {
    assertOwnName(toxic.name);
    await this.#call(`adding toxic ${toxic.name} to proxy ${proxy}`, {}, async (_, attempt, transport) => {
      try {
        await transport.post(`${this.url}${httpToxicsPath(proxy)}`, toxic);
      } catch (error) {
        if (!(attempt > 1 && statusOf(error) === 409)) throw error;
      }
    });
  }

  /** The HTTP-aware toxics on a proxy, whoever made them; none on a server or a link that knows no such thing. */
  async httpToxics(proxy: string, options: Partial<CallOptions> = {}): Promise<Pick<NewHttpToxic, 'name' | 'type'>[]> {
    const listed = await this.getJson(httpToxicsPath(proxy), options).catch((error: unknown) => {
      if (statusOf(error) === undefined) throw error;
    });
    const all: readonly Partial<Record<string, unknown>>[] = Array.isArray(listed) ? listed : [];
    return all.map(({ name, type }) => ({ name: String(name), type: String(type) }));
  }

  async updateHttpToxic(proxy: string, name: string, body: Pick<NewHttpToxic, 'share' | 'attributes'>): Promise<void> {
    await this.#call(`updating toxic ${name} on proxy ${proxy}`, {}, (_, __, transport) =>
      transport.patch(`${this.url}${httpToxicsPath(proxy, name)}`, body),
    );
  }

  async removeHttpToxic(proxy: string, name: string, options: Partial<CallOptions> = {}): Promise<Done> {
    return this.#undo(`removing toxic ${name} from proxy ${proxy}`, options, (_, transport) =>
      transport.delete(`${this.url}${httpToxicsPath(proxy, name)}`),
    );
  }

  /** Any other GET of JSON, for what is not Toxiproxy's; undefined where there is no such path. */
  async getJson(path: string, options: Partial<CallOptions> = {}): Promise<unknown> {
    try {
      return await this.#call(`reading ${path}`, options, async (client) => (await client.api.get(`${this.url}${path}`)).data);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  /** Likewise, of text. */
  async getText(path: string, options: Partial<CallOptions> = {}): Promise<string | undefined> {
    try {
      return await this.#call(`reading ${path}`, options, (_, __, transport) => transport.getText(`${this.url}${path}`));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  /** The embedded server's own calls, which are not Toxiproxy's. Throws TOXIPROXY_REFUSED with the server's words for an error it answers. */
  async send(method: 'POST' | 'DELETE', path: string, body?: unknown, options: Partial<CallOptions> = {}): Promise<unknown> {
    return this.#call(`${method} ${path}`, options, async (client) => {
      if (method === 'POST') return (await client.api.post<unknown>(`${this.url}${path}`, body)).data;
      await client.api.delete(`${this.url}${path}`);
      return undefined;
    });
  }

  /** For what goes beyond one bounded call: its headers carry the credentials of the URL. */
  get headers(): Readonly<Record<string, string>> {
    return this.#authorization === undefined ? {} : { authorization: this.#authorization };
  }

  /** A PUT of JSON to what is not Toxiproxy's, which may be repeated; returns the answer. */
  async putJson(path: string, body: unknown, options: Partial<CallOptions> = {}): Promise<unknown> {
    return this.#call(`setting ${path}`, options, async (_, __, transport) => (await transport.put(`${this.url}${path}`, body)).data);
  }

  /** The client puts names into paths as they are; a handle with the encoded name reaches proxies of any name but those with a slash, which the server itself can't find. */
  #proxy(client: Toxiproxy, name: string): Proxy {
    return new Proxy(client, { name: encodeURIComponent(name) } as ConstructorParameters<typeof Proxy>[1]);
  }

  #toxic(client: Toxiproxy, proxy: string, name: string): Toxic<unknown> {
    const body = { name: encodeURIComponent(name) } as ConstructorParameters<typeof Toxic>[2];
    return new Toxic(client.api, this.#proxy(client, proxy).getPath(), body);
  }

  async #undo(
    what: string,
    options: Partial<CallOptions>,
    call: (client: Toxiproxy, transport: ToxiproxyTransport) => Promise<unknown>,
  ): Promise<Done> {
    try {
      await this.#call(what, options, (client, _, transport) => call(client, transport));
      return 'done';
    } catch (error) {
      if (statusOf(error) === 404) return 'gone';
      throw error;
    }
  }

  /** Every call here may be repeated, so a connection that broke or was refused is tried once more; a slow answer is not, it would be slow again. */
  async #call<T>(
    what: string,
    options: Partial<CallOptions>,
    call: (client: Toxiproxy, attempt: number, transport: ToxiproxyTransport) => Promise<T>,
  ): Promise<T> {
    const transport = new ToxiproxyTransport(this.url, this.#authorization, {
      timeoutMs: options.timeoutMs ?? this.#timeoutMs,
      signal: options.signal,
    });
    for (let attempt = 1; ; attempt++) {
      try {
        return await call(this.#client(transport), attempt, transport);
      } catch (error) {
        if (statusOf(error) !== undefined) {
          throw new ChaosError(
            'TOXIPROXY_REFUSED',
            `Toxiproxy at ${this.url} refused ${what}: ${messageOf(error)}`,
            "the sentence after the colon is the server's own",
            { cause: error },
          );
        }
        if (attempt > 1 || !isBrokenConnection(error) || options.signal?.aborted) throw error;
        await sleep(retryPauseMs);
      }
    }
  }

  #client(transport: ToxiproxyTransport): Toxiproxy {
    const client = new Toxiproxy(this.url);
    // The client's HttpClient has private members, so that no other class is assignable; it calls the four public ones only.
    client.api = transport as unknown as Toxiproxy['api'];
    return client;
  }
}

function httpToxicsPath(proxy: string, toxic?: string): string {
  return `/stampede/links/${encodeURIComponent(proxy)}/toxics${toxic === undefined ? '' : `/${encodeURIComponent(toxic)}`}`;
}

function isBrokenConnection(error: unknown): boolean {
  const cause = error instanceof ChaosError ? error.cause : error;
  return !(cause instanceof DOMException);
}

/** What this tool names on the server can be shown and deleted by any client, whether it encodes paths or not. */
function assertOwnName(name: string): void {
  if (!/^[A-Za-z0-9._-]+$/.test(name)) throw new TypeError(`"${name}" would not survive in a Toxiproxy path`);
}
