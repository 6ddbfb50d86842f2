/**
 * Before anything is injected or any load is sent: is this the target the user meant, and does it answer? At most one
 * request reaches it, marked `x-stampede: preflight`, so that a server that counts can tell it from the load.
 */
import { ChaosError } from '../errors.ts';
import type { Emit } from '../events/event.ts';
import { redactUrls } from '../plan/redact.ts';
import type { Plan } from '../plan/plan.ts';
import { isMap } from '../scenario/origins.ts';
import { compileJsonPath } from './load/visit/json-path.ts';
import { ask, headersFor, type Answer } from './ask.ts';
import { tlsFor, type TargetTls } from './target-tls.ts';
import { whyUnanswered } from './why-unanswered.ts';

const timeoutMs = 5_000;

export interface PreflightOptions {
  readonly plan: Pick<Plan, 'identity'>;
  /** Of the target, and sent there only. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TargetTls | null;
  /** JSONPath to the target's version label in the answer of the identity check. null or absent: not read. */
  readonly versionAt?: string | null;
  readonly emit: Emit;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** Throws IDENTITY_MISMATCH or TARGET_UNREACHABLE. With an identity check, that is the one request. */
export async function preflight(options: PreflightOptions): Promise<void> {
  const { url, emit } = options;
  const { identity } = options.plan;
  if (identity === null) {
    const { status } = await reach(url, options, false);
    emit({ type: 'preflight', check: 'target', ok: true, detail: `answers with status ${status}` });
    return;
  }
  const address = new URL(identity.url, url).href;
  const said = readJson((await reach(address, options, true)).text);
  for (const [key, wanted] of Object.entries(identity.equals)) {
    const got = isMap(said) ? JSON.stringify(said[key]) : undefined;
    if (got === JSON.stringify(wanted)) continue;
    throw new ChaosError(
      'IDENTITY_MISMATCH',
      `${redactUrls(address)} says ${key} is ${got ?? 'nothing'}, and the identity check wants ${JSON.stringify(wanted)}; nothing was sent`,
      'point the target at the environment you meant, or mend its identity check',
    );
  }
  const version = readVersion(said, options.versionAt ?? null, redactUrls(address));
  const detail = `${redactUrls(identity.url)} is as expected${version === null ? '' : `, and says that it is ${version}`}`;
  emit({ type: 'preflight', check: 'identity', ok: true, detail, ...(version === null ? {} : { version }) });
}

/** Long answers are no labels. */
const longestVersion = 100;

function readVersion(said: unknown, path: string | null, address: string): string | null {
  if (path === null) return null;
  const found = said === undefined ? undefined : compileJsonPath(path)(said);
  const label = typeof found === 'string' || typeof found === 'number' ? String(found).trim() : '';
  if (label !== '' && label.length <= longestVersion) return label;
  throw new ChaosError(
    'IDENTITY_MISMATCH',
    `${address} has no version label at ${path}: expected a text or a number of at most ${longestVersion} characters; nothing was sent`,
    'mend target.version, or write the label itself there',
  );
}

/** What is no JSON says nothing. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function reach(address: string, { url, headers, tls, signal }: PreflightOptions, body: boolean): Promise<Answer> {
  try {
    return await ask({
      url: address,
      headers: { ...headersFor(address, { url, headers }), 'x-stampede': 'preflight' },
      tls: tlsFor(address, { url, tls }),
      timeoutMs,
      signal,
      body,
    });
  } catch (error) {
    const { reason, hint } = whyUnanswered(error, address);
    throw new ChaosError('TARGET_UNREACHABLE', `the target ${redactUrls(address)} does not answer: ${reason}`, hint, { cause: error });
  }
}
