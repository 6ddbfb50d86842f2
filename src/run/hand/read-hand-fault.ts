/** What a person asks for by hand: `payments latency 2s for 60s`, at once, on a link given by `NAME=LISTEN,UPSTREAM` or by a proxy's name. */
import { ChaosError } from '../../errors.ts';
import { readFaultText } from '../../faults/fault-text.ts';
import { checkRamps } from '../../faults/ramp.ts';
import { readFault } from '../../faults/read-fault.ts';
import { kindOf } from '../../faults/shelf.ts';
import type { PlannedFault, PlannedLink } from '../../plan/plan.ts';
import { readLinkText } from '../../scenario/link-text.ts';
import { readDuration } from '../../scenario/quantities.ts';
import { isOurs } from '../inject/names.ts';
import type { ProxySnapshot } from '../inject/toxiproxy.ts';

const example = 'for example: chaos faults inject "payments latency 2s for 60s" --link payments=127.0.0.1:21001,127.0.0.1:4001';

/** Throws USAGE with what is wrong and where in the text. */
export function readHandFault(text: string): PlannedFault {
  if (/\sat\s/.test(text)) throw new ChaosError('USAGE', `"${text}": by hand a fault begins at once`, 'leave out "at" and what follows it');
  const { fault, problem } = readFaultText(text, { atOnce: true });
  if (problem !== undefined)
    throw new ChaosError('USAGE', `"${text}": ${problem.message} (at character ${problem.position + 1})`, problem.hint ?? example);
  const { id, link, type, at: _, for: length, stream, toxicity, ...attributes } = fault;
  const { spec } = readFault(type, attributes, { stream, toxicity });
  const forMs = readDuration(length);
  if (spec === undefined || !('value' in forMs)) throw new ChaosError('USAGE', `"${text}" is no fault`, example);
  if (kindOf(spec).on !== 'link')
    throw new ChaosError('USAGE', `"${text}": ${type} acts on no link, and by hand only links are hurt`, 'put it into a scenario');
  const [wrong] = [...(kindOf(spec).check?.(spec, forMs.value) ?? []), ...checkRamps(spec, forMs.value)];
  if (wrong !== undefined) throw new ChaosError('USAGE', `"${text}": ${wrong.message}`, wrong.hint ?? example);
  return { id, link: link ?? null, spec, atMs: 0, forMs: forMs.value, at: 'now', stages: [] };
}

/** `payments=127.0.0.1:21001,127.0.0.1:4001[,protocol=http]`, or `payments=proxy=NAME`. Throws USAGE. */
export function readHandLink(text: string): PlannedLink {
  const { name, link, problem } = readLinkText(text);
  if (problem !== undefined) throw new ChaosError('USAGE', `--link "${text}": ${problem}`, example);
  const { listen = null, upstream = null, proxy = null, connect = null, toxiproxy = null } = link;
  if (toxiproxy !== null) throw new ChaosError('USAGE', `--link "${text}": the server is named with --toxiproxy here`, example);
  if (proxy === null && upstream === null)
    throw new ChaosError('USAGE', `--link "${text}": expected NAME=LISTEN,UPSTREAM or NAME=proxy=PROXY`, example);
  return { name, listen, upstream, proxy, connect, protocol: link['protocol'] === 'http' ? 'http' : 'tcp', toxiproxy };
}

/** The proxy that is meant by a link's name: of that name, else the one that a playground made for a link of that name. Throws USAGE. */
export function proxyNamed(name: string, proxies: readonly ProxySnapshot[], url: string): PlannedLink {
  const found =
    proxies.find((proxy) => proxy.name === name) ?? only(proxies.filter((proxy) => isOurs(proxy.name) && proxy.name.endsWith(`-${name}`)));
  if (found !== undefined)
    return { name, listen: null, upstream: null, proxy: found.name, connect: null, protocol: 'tcp', toxiproxy: null };
  const there = proxies.map((proxy) => proxy.name).join(', ') || 'none';
  throw new ChaosError(
    'USAGE',
    `there is no proxy ${name} at ${url}`,
    `its proxies: ${there}; --link ${name}=LISTEN,UPSTREAM puts one there`,
  );
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
