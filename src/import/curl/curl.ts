/** curl commands, as documentation has them and as browsers copy them -> one journey, a step for each request. */
import { ChaosError, type Where } from '../../errors.ts';
import type { Exchange } from '../exchange.ts';
import { toTemplate } from '../hole.ts';
import { chooseHosts } from '../hosts.ts';
import type { Imported, ImportOptions } from '../imported.ts';
import { countLeftOut } from '../left-out.ts';
import { createSecrets } from '../secrets.ts';
import { makeSteps } from '../steps.ts';
import { readCommandLine, type CommandLine } from './command-line.ts';
import { requestsOf } from './curl-request.ts';
import { gather, throwRefused } from './refusals.ts';
import { readCommands, type ShellCommand } from './shell-words.ts';

const hint = 'copy it as "Copy as cURL (bash)", or write: curl http://127.0.0.1:8080/';

/** Throws IMPORT_INVALID. */
export function importCurl(text: string, options: ImportOptions): Imported {
  const { source } = options;
  const where = placesIn(text, source);
  const refused: ChaosError[] = [];
  const commands = commandsOf(text, where, refused);
  const curls = commands.flatMap((words) => curlOf(words) ?? []);
  if (curls.length === 0) throwRefused(refused);
  if (curls.length === 0) throw new ChaosError('IMPORT_INVALID', `no curl command in ${source}`, hint);
  const notes = new Set<string>();
  const others = commands.length - curls.length;
  if (others > 0) notes.add(`left out: ${others === 1 ? '1 command that is' : `${others} commands that are`} not curl`);
  const secrets = createSecrets();
  const requests = curls.flatMap(
    (words) =>
      gather(refused, () => {
        const line = readCommandLine(words, where);
        for (const note of line.notes) notes.add(note);
        return requestsOfLine(line, words, where, secrets);
      }) ?? [],
  );
  throwRefused(refused);
  const { kept, main, left } = onHosts(requests, options);
  const made = makeSteps(kept, secrets);
  return {
    format: 'curl',
    source,
    origin: main === null ? null : toTemplate(main),
    journeys: [{ name: 'visit', weight: 1, steps: made.steps }],
    notes: [
      ...left,
      ...notes,
      ...(hasCookies(kept) ? ['the cookies of a browser are one visitor: all visitors of the run would share them'] : []),
      ...(hasFiles(kept) ? ['files are named as the commands name them: a relative path is taken from the folder of the scenario'] : []),
      ...made.notes,
    ],
    variables: [
      ...secrets.variables(),
      ...ownVariables(
        made.steps,
        secrets.variables().map(({ name }) => name),
      ),
    ],
  };
}

function requestsOfLine(
  { groups }: CommandLine,
  words: ShellCommand,
  where: (offset: number) => Where,
  secrets: ReturnType<typeof createSecrets>,
): Exchange[] {
  if (groups.length === 0)
    throw new ChaosError('IMPORT_INVALID', 'a curl command without a URL', 'copy the whole command', { where: where(words[0]?.at ?? 0) });
  return groups.flatMap((group) => requestsOf(group, where, secrets));
}

function commandsOf(text: string, where: (offset: number) => Where, refused: ChaosError[]): ShellCommand[] {
  // Windows' own quoting, which browsers offer beside the other.
  const cmd = /^[^\n]*?\bcurl(\.exe)?\s+\^"/m.exec(text);
  if (cmd) throw new ChaosError('IMPORT_INVALID', 'this was copied for cmd', 'choose "Copy as cURL (bash)"', { where: where(cmd.index) });
  return readCommands(text, (error) =>
    refused.push(new ChaosError('IMPORT_INVALID', error.message, error.hint, { where: where(error.at), cause: error })),
  );
}

/** What follows `curl`, or undefined for another command. A prompt, settings of variables and the like may stand before it. */
function curlOf(words: ShellCommand): [ShellCommand] | undefined {
  const at = words.findIndex(({ text }) => /^(.*[/\\])?curl(\.exe)?$/.test(text));
  const before = words.slice(0, Math.max(0, at));
  return at >= 0 && before.every(({ text }) => /^([$>%#]|sudo|time|[A-Za-z_]\w*=.*)$/s.test(text)) ? [words.slice(at + 1)] : undefined;
}

/** Requests to the first command's host, or to those that were asked for. */
function onHosts(
  requests: readonly Exchange[],
  { onlyHosts, source }: ImportOptions,
): { kept: Exchange[]; main: string | null; left: string[] } {
  const { main, takes } = chooseHosts([...new Set(requests.map(({ origin }) => origin))], onlyHosts);
  const leftOut = countLeftOut('request');
  const kept = requests.filter(({ origin }) => {
    const host = toTemplate(origin.replace(/^https?:\/\//, ''));
    if (!takes(origin)) leftOut.add(`to ${host} (--only-host ${host} takes them)`);
    return takes(origin);
  });
  if (kept.length === 0)
    throw new ChaosError('IMPORT_INVALID', `nothing of ${source} is left to send`, '--only-host HOST names whose requests are taken', {
      problems: leftOut.notes().map((message) => ({ message })),
    });
  const whole = kept.map((request) => (request.origin === main ? request : { ...request, path: `${request.origin}${request.path}` }));
  return { kept: whole, main, left: leftOut.notes() };
}

function hasCookies(requests: readonly Exchange[]): boolean {
  return requests.some(({ headers }) => headers.some(([name]) => name === 'cookie'));
}

function hasFiles(requests: readonly Exchange[]): boolean {
  return requests.some(({ body }) => body !== null && ('file' in body || ('parts' in body && body.parts.some((part) => 'file' in part))));
}

/** Variables of the shell that the commands themselves name. */
function ownVariables(steps: readonly unknown[], known: readonly string[]): { name: string; of: string }[] {
  const names = [...JSON.stringify(steps).matchAll(/(?<!\$)\$\{env\.(\w+)\}/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !known.includes(name)).map((name) => ({ name, of: `$${name} of the command` }));
}

function placesIn(text: string, file: string): (offset: number) => Where {
  return (offset) => {
    const lines = text.slice(0, offset).split('\n');
    return { file, line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  };
}
