/**
 * Before anything is injected or any load is sent: is this the target the user meant, and does it answer? At most one
 * request reaches it, marked `x-stampede: preflight`, so that a server that counts can tell it from the load.
 */
import { ChaosError, messageOf, systemCodeOf } from '../errors.ts';
import type { Emit } from '../events/event.ts';
import type { Plan } from '../plan/plan.ts';

const timeoutMs = 5_000;

/** Throws IDENTITY_MISMATCH or TARGET_UNREACHABLE. With an identity check, that is the one request. */
export async function preflight(options: {
  plan: Plan;
  url: string;
  headers: Readonly<Record<string, string>>;
  emit: Emit;
}): Promise<void> {
  const { plan, url, headers, emit } = options;
  if (plan.identity) {
    await checkIdentity(new URL(plan.identity.url, url).href, plan.identity.equals, headers);
    emit({ type: 'preflight', check: 'identity', ok: true, detail: `${plan.identity.url} is as expected` });
    return;
  }
  const response = await ask(url, headers);
  await response.body?.cancel();
  emit({ type: 'preflight', check: 'target', ok: true, detail: `answers with status ${response.status}` });
}

async function checkIdentity(
  url: string,
  equals: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await ask(url, headers);
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  for (const [key, wanted] of Object.entries(equals)) {
    if (JSON.stringify(body[key]) === JSON.stringify(wanted)) continue;
    throw new ChaosError(
      'IDENTITY_MISMATCH',
      `${url} says ${key} is ${JSON.stringify(body[key]) ?? 'nothing'}, and the identity check wants ${JSON.stringify(wanted)}; nothing was sent`,
      'point the target at the environment you meant, or mend its identity check',
    );
  }
}

async function ask(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { ...headers, 'x-stampede': 'preflight' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new ChaosError(
      'TARGET_UNREACHABLE',
      `the target ${url} does not answer: ${systemCodeOf(error) ?? messageOf(error)}`,
      "start it, or check the address; 'chaos doctor --target URL' looks closer",
      {
        cause: error,
      },
    );
  }
}
