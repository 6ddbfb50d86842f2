/** A probe's GET, judged as a step of the load judges its answers. */
import type { PlannedLook } from '../../../plan/plan.ts';
import { ask, headersFor } from '../../ask.ts';
import { compileChecks, type Texts } from '../../load/visit/checks.ts';
import { AnswerBody } from '../../load/visit/received.ts';
import { tlsFor } from '../../target-tls.ts';
import type { Looking, Seen } from './looking.ts';

const mostBytes = 8_000_000;

/** What is expected holds no `${...}` any more: the environment is filled in when the run starts. */
const asTheyStand: Texts = {
  text: (text) => ({ fixed: text, render: () => text }),
  json: (value) => ({ fixed: JSON.stringify(value) ?? 'null', render: () => JSON.stringify(value) ?? 'null' }),
};

export async function askHttp(
  { url: planned, expect }: Extract<PlannedLook, { how: 'http' }>,
  { target, clock, timeoutMs, signal }: Looking,
): Seen {
  const url = new URL(planned, target.url).href;
  const checks = compileChecks(expect, asTheyStand);
  const begunMs = clock.now();
  const { status, headers, text } = await ask({
    url,
    headers: { ...headersFor(url, target), 'x-stampede': 'probe' },
    tls: tlsFor(url, target),
    timeoutMs,
    signal,
    mostBytes,
  });
  const tookMs = clock.now() - begunMs;
  if (expect.status === null ? status >= 400 : !expect.status.includes(status)) throw new Error(`status ${status}`);
  const answer = { status, header: (name: string) => headers[name]?.toString(), bodyText: () => text };
  const body = new AnswerBody(answer);
  for (const check of checks.all) {
    const wrong = check(answer, body, { k: 0, vars: null }, tookMs);
    if (wrong !== null) throw new Error(wrong);
  }
  return `status ${status}`;
}
