/**
 * The embedded server started alone, as a process of its own. The IPC channel is the lifeline: however this process dies, the
 * server sees the channel close and ends too.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { catalogue, ChaosError, messageOf, type ErrorCode } from '../errors.ts';

export interface ProxyServer {
  readonly url: string;
  readonly pid: number;
  /** Those of the configuration file, by name. */
  readonly proxies: readonly z.infer<typeof proxySchema>[];
  /** How it ended: `code 0`, `SIGKILL`. */
  readonly exited: Promise<string>;
  /** Resolves when the process is gone, killed after a second. */
  stop(): Promise<void>;
}

const patienceMs = 900;

const proxySchema = z.object({
  name: z.string(),
  listen: z.string(),
  upstream: z.string(),
  enabled: z.boolean(),
  toxics: z.array(z.string()),
});
const whereSchema = z.object({ file: z.string(), line: z.number(), column: z.number() });
const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), url: z.string(), proxies: z.array(proxySchema) }),
  z.object({
    type: z.literal('failed'),
    error: z.object({
      code: z.enum(Object.keys(catalogue) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      hint: z.string(),
      where: whereSchema.optional(),
      problems: z.array(z.object({ message: z.string(), where: whereSchema.optional() })),
    }),
  }),
]);

/** `args` as the server's own program takes them. Rejects with the error that it ended with. */
export async function startProxyServer(args: readonly string[]): Promise<ProxyServer> {
  const entry = fileURLToPath(new URL(`../proxy/main${extname(import.meta.url)}`, import.meta.url));
  // Its errors come through the channel; what else it may say, a crash, is shown as it is.
  const child = fork(entry, [...args, '--owned'], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-8_192)));
  const ended = (event: 'exit' | 'close'): Promise<string> =>
    new Promise((resolve) => {
      child.once(event, (code: number | null, signal: string | null) => resolve(signal ?? `code ${code}`));
      child.once('error', (error) => resolve(messageOf(error)));
    });
  // Its last words come before 'close', not always before 'exit'; but once the channel was closed from here there is no 'close'.
  const exited = ended('exit');
  const message = await Promise.race([firstMessage(child), ended('close').then((how) => failed(`it ended with ${how}: ${said.trim()}`))]);
  if (message.type === 'failed') {
    const { code, message: sentence, hint, where, problems } = message.error;
    const placed = problems.map(({ message: text, where: place }) => ({ message: text, ...(place ? { where: place } : {}) }));
    throw new ChaosError(code, sentence, hint, { ...(where ? { where } : {}), problems: placed });
  }
  return { url: message.url, pid: child.pid ?? 0, proxies: message.proxies, exited, stop: () => stop(child, exited) };
}

function firstMessage(child: ChildProcess): Promise<z.infer<typeof messageSchema>> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const read = messageSchema.safeParse(message);
      if (read.success) resolve(read.data);
      else
        reject(new ChaosError('INTERNAL', `the proxy server said what nobody understands: ${JSON.stringify(message)}`, 'please report it'));
    });
  });
}

function failed(why: string): never {
  throw new ChaosError('TOXIPROXY_UNREACHABLE', `the proxy server could not be started: ${why}`, 'chaos doctor looks for what is missing');
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await exited;
  clearTimeout(timer);
}
