/** What the name of a header may be. */

/** RFC 9110, 5.6.2. */
export const headerToken = String.raw`^[A-Za-z0-9!#$%&'*+.^_|~\x60-]+$`;

const notOpen = 'load.connections says how connections are kept: shared, per-journey, or {maxRequests, maxAge}';

/** Headers that say how a message is carried: where one ends and what becomes of the connection is the sender's to say. */
const carrying: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  'content-length': { reason: 'it is counted from what is sent', hint: 'leave it out: each body brings its own' },
  'transfer-encoding': { reason: 'a body is sent whole, with its length', hint: 'leave it out' },
  trailer: { reason: 'nothing follows a body', hint: 'leave it out' },
  connection: { reason: 'whether a connection is kept is not said per request', hint: notOpen },
  'keep-alive': { reason: 'whether a connection is kept is not said per request', hint: notOpen },
  'proxy-connection': { reason: 'whether a connection is kept is not said per request', hint: notOpen },
  upgrade: { reason: 'load is HTTP/1.1, and no connection becomes anything else', hint: 'leave it out' },
  expect: {
    reason: 'a body is sent at once, and waits for no leave',
    hint: 'leave it out; what an answer must be is said by expect of the step',
  },
};

/** Why a header can't be given, and what to do; undefined for one that can. */
export function carryingHeader(name: string): { readonly reason: string; readonly hint: string } | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(carrying, lower) ? carrying[lower] : undefined;
}
