/**
 * The surface: every command with its arguments, flags, aliases and defaults, against test/golden/commands.json. Scripts are
 * written against it, so that a change of it is one that somebody meant: UPDATE_GOLDEN=1 writes the file anew.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@oclif/core';
import { openDesk, root, runCli, type Desk } from '../support/cli.ts';

const golden = join(root, 'test/golden/commands.json');

type Part = Readonly<Record<string, unknown>>;

/** What a user meets of a flag or an argument; the order of keys is that of this list. */
const shown = [
  'type',
  'char',
  'aliases',
  'summary',
  'description',
  'helpGroup',
  'helpValue',
  'options',
  'default',
  'min',
  'max',
  'required',
  'multiple',
  'exclusive',
  'allowNo',
  'hidden',
] as const;

function surfaceOf(part: Part): Part {
  const said = (value: unknown): boolean => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(shown.filter((key) => said(part[key])).map((key) => [key, part[key]]));
}

function mapped(parts: Readonly<Record<string, unknown>>): Part {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, surfaceOf(part as Part)]));
}

async function surface(): Promise<Part> {
  const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { oclif: object };
  const config = await Config.load({
    root,
    pjson: { ...pjson, oclif: { ...pjson.oclif, commands: './src/commands' } } as never,
    ignoreManifest: true,
  });
  const own = config.commands.filter(({ pluginName }) => pluginName === config.name).toSorted((a, b) => a.id.localeCompare(b.id));
  return Object.fromEntries(
    own.map(({ id, summary, description, aliases, hidden, strict, args, flags, examples }) => [
      id,
      { summary, description, aliases, hidden, strict, args: mapped(args), flags: mapped(flags), examples },
    ]),
  );
}

describe('the surface', () => {
  let desk: Desk;
  before(() => (desk = openDesk()));
  after(() => desk.remove());

  it('of every command is what was promised', async () => {
    const text = `${JSON.stringify(await surface(), null, 2)}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, text);
    assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(golden, 'utf8')));
  });

  it('every command takes --json', async () => {
    for (const [id, command] of Object.entries(await surface())) assert.ok('json' in (command as { flags: object }).flags, id);
  });

  it('--help prints it on stdout and exits with 0', async () => {
    const topics = [...new Set(Object.keys(await surface()).flatMap((id) => (id.includes(':') ? [id.split(':')[0] as string] : [])))];
    const [all, spike, ...ofTopics] = await Promise.all(
      [['--help'], ['spike', '--help'], ...topics.map((topic) => [topic, '--help'])].map((args) => runCli(args, desk)),
    );
    assert.ok(all && spike);
    assert.deepEqual([all.code, all.stderr, spike.code, spike.stderr], [0, '', 0, '']);
    // Commands of a topic are listed by the topic's own help.
    const helpFor = (id: string): string => (id.includes(':') ? ofTopics[topics.indexOf(id.split(':')[0] as string)] : all)?.stdout ?? '';
    for (const id of Object.keys(await surface())) assert.match(helpFor(id), new RegExp(`^ +${id.replace(':', ' ')} `, 'm'));
    const { flags } = (await surface())['spike'] as { flags: object };
    for (const flag of Object.keys(flags)) assert.match(spike.stdout, new RegExp(`--${flag}\\b`));
  });
});
