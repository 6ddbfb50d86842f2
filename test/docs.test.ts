/** What the documents say is so: links lead somewhere, examples can be planned, commands and flags exist, nothing is left out. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { attributesOf, faultKinds } from '../src/faults/shelf.ts';
import { presets } from '../src/breakers/shelf.ts';
import { at, ChaosError } from '../src/errors.ts';
import { exitCode } from '../src/exit-codes.ts';
import { makePlan, type MadePlan, type PlanRequest } from '../src/plan/entry.ts';
import { libraryNames } from '../src/scenario/files.ts';
import { formats } from '../src/report/formats.ts';
import { jsonSchemas } from '../scripts/schemas.ts';
import { root } from './support/cli.ts';

const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => join('docs', file));
const elsewhere = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'scenarios/README.md', 'schemas/README.md'];
const pages = elsewhere.filter((page) => existsSync(join(root, page))).concat(inDocs);

interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page. */
function blocksOf(page: string): Block[] {
  const text = read(page);
  return [...text.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length + 1,
    language: (match[1] ?? '').trim(),
    text: match[2] ?? '',
  }));
}

function read(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** A page without what stands in code. */
function prose(page: string): string {
  return read(page)
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
}

/** As GitHub makes them from headings. */
function anchorsOf(page: string): string[] {
  const headings = read(page)
    .replaceAll(/^```.*?^```$/gms, '')
    .matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function keysOf(schema: string): string[] {
  return Object.keys((JSON.parse(jsonSchemas()[schema] ?? '{}') as { properties?: object }).properties ?? {});
}

/** Rows of tables that begin with this key in code, alone or with others in the cell. */
function hasRow(page: string, key: string): boolean {
  return read(page)
    .split('\n')
    .some((line) => line.startsWith('| ') && new RegExp(`\`${key}(\\[\\])?\``).test(line.split(' | ')[0] ?? ''));
}

describe('documents', () => {
  for (const page of pages) {
    it(`every link of ${page} leads somewhere`, () => {
      const broken = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = '']) => link)
        .filter((link) => !/^[a-z]+:/i.test(link))
        .filter((link) => {
          const [path = '', anchor] = link.split('#');
          const target = path === '' ? page : relative(root, resolve(root, dirname(page), path));
          if (!existsSync(join(root, target))) return true;
          return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
        });
      assert.deepEqual(broken, []);
    });
  }

  describe('examples in YAML', () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'chaos-docs-'));
      for (const { language, text } of pages.flatMap(blocksOf)) {
        const name = /^csv ([\w.-]+)$/.exec(language)?.[1];
        if (name !== undefined) writeFileSync(join(folder, name), text);
      }
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    /** Every `${env.NAME}` of the text is set. */
    async function plan(text: string, request: Omit<PlanRequest, 'cwd' | 'env'>): Promise<MadePlan> {
      const env = Object.fromEntries([...text.matchAll(/\$\{env\.(\w+)\}/g)].map(([, name = '']) => [name, 'value']));
      try {
        return await makePlan({ ...request, cwd: folder, env });
      } catch (error) {
        if (!(error instanceof ChaosError)) throw error;
        const problems = error.problems.length > 0 ? error.problems : [{ message: error.message, where: error.where }];
        return assert.fail(problems.map(({ message, where }) => (where ? `${at(where)}: ${message}` : message)).join('\n'));
      }
    }

    const yaml = pages.flatMap(blocksOf).filter(({ language }) => language === 'yaml');
    const scenarios = yaml.filter(({ text }) => text.startsWith('version:'));
    const systems = yaml.filter(({ text }) => text.startsWith('# stampede.yaml'));
    const parts = yaml.filter(({ text }) => /^(allowHosts|links):/.test(text));

    it('are there', () => {
      assert.ok(scenarios.length >= 4, `${scenarios.length} scenarios`);
      assert.ok(systems.length >= 1, `${systems.length} system files`);
    });

    for (const { page, line, text } of scenarios) {
      it(`the scenario at ${page}:${line} can be planned, and its objectives judged`, async () => {
        writeFileSync(join(folder, 'example.yaml'), text);
        const made = await plan(text, { scenario: 'example.yaml', overrides: {} });
        const lacking = made.plan.objectives.filter(({ provable }) => !provable);
        assert.deepEqual(
          lacking.map(({ objective, reason }) => `${objective.text}: ${reason}`),
          [],
        );
      });
    }

    for (const { page, line, text } of parts) {
      it(`the links at ${page}:${line} can be planned`, async () => {
        const rest = 'version: 1\ntarget: http://127.0.0.1:8080\nload: {base: 5/s, stages: [{name: baseline, for: 20s, rate: 1x}]}\n';
        writeFileSync(join(folder, 'example.yaml'), rest + text);
        await plan(text, { scenario: 'example.yaml', overrides: {} });
      });
    }

    for (const { page, line, text } of systems) {
      const environments = Object.keys((parse(text) as { environments?: object }).environments ?? {});
      for (const env of environments) {
        it(`the system file at ${page}:${line} carries black-friday in environment ${env}`, async () => {
          writeFileSync(join(folder, 'system.yaml'), text);
          await plan(text, { scenario: 'black-friday', overrides: { system: 'system.yaml', env } });
        });
      }
    }
  });

  describe('commands', () => {
    const folder = join(root, 'src/commands');
    // The index of a topic is the command of the topic's own name.
    const files = new Map(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => [file.replace(/([/\\]index)?\.ts$/, '').replaceAll(/[/\\]/g, ' '), file]),
    );
    const known = [...files.keys()];
    const flags = new Map<string, string[]>();
    before(async () => {
      for (const [command, file] of files) {
        const { default: made } = (await import(join(folder, file))) as {
          default: { flags?: object };
        };
        flags.set(command, [...Object.keys(made.flags ?? {}), 'json', 'help']);
      }
    });

    for (const page of pages) {
      const lines = blocksOf(page)
        .filter(({ language }) => ['sh', 'bash', 'yaml'].includes(language))
        .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'))
        .map((line) => line.replaceAll(/"[^"]*"|'[^']*'/g, 'TEXT').replace(/(^|\s)#.*/, ''))
        .map((line) =>
          /(?:^|[ /])chaos (?:-- )?([a-z].*)$/
            .exec(line)?.[1]
            ?.replace(/ [|&>]+ .*/, '')
            .trim(),
        )
        .filter((line) => line !== undefined);
      if (lines.length === 0) continue;
      it(`those of ${page} exist, with their flags`, () => {
        for (const line of lines) {
          const command = known.filter((name) => line === name || line.startsWith(`${name} `)).toSorted((a, b) => b.length - a.length)[0];
          assert.ok(command !== undefined, `no command: chaos ${line}`);
          for (const [, flag = ''] of line.matchAll(/ --([a-z-]+)/g))
            assert.ok(flags.get(command)?.includes(flag), `chaos ${command} has no --${flag}: ${line}`);
        }
      });
    }
  });

  describe('leave nothing out', () => {
    const faults = read('docs/faults.md');
    for (const kind of faultKinds.values()) {
      it(`docs/faults.md has ${kind.type} and its attributes`, () => {
        const section = new RegExp(`^## ${kind.type}\n(.*?)(?=^## |$(?![^]))`, 'ms').exec(faults)?.[1] ?? '';
        assert.notEqual(section, '', 'no section');
        for (const attribute of attributesOf(kind)) assert.ok(section.includes(`| \`${attribute}\` |`), attribute);
      });
    }

    for (const name of Object.keys(presets)) it(`docs/breakers.md has preset ${name}`, () => assert.ok(hasRow('docs/breakers.md', name)));

    it('docs/errors.md has every exit code', () => {
      const codes = read('docs/errors.md').split('## Exit codes')[1] ?? '';
      for (const code of Object.values(exitCode)) assert.match(codes, new RegExp(`^\\|[^|]*\\b${code}\\b[^|]*\\|`, 'm'));
    });

    for (const key of keysOf('scenario.schema.json'))
      it(`docs/scenarios.md has ${key} of a scenario`, () => assert.ok(hasRow('docs/scenarios.md', key)));
    for (const key of keysOf('system.schema.json'))
      it(`docs/scenarios.md has ${key} of a system file`, () => assert.ok(hasRow('docs/scenarios.md', key)));
    for (const key of keysOf('report.schema.json'))
      it(`docs/reports.md has ${key} of report.json`, () => assert.ok(hasRow('docs/reports.md', key)));
    for (const file of Object.keys(formats)) it(`docs/reports.md has ${file}`, () => assert.ok(hasRow('docs/reports.md', file)));
    for (const name of libraryNames()) it(`scenarios/README.md has ${name}`, () => assert.ok(hasRow('scenarios/README.md', name)));

    const commands = Object.keys(JSON.parse(read('test/golden/commands.json')) as object).map((id) => id.split(':')[0] ?? '');
    for (const command of new Set(commands))
      it(`README.md has chaos ${command}`, () => assert.match(read('README.md'), new RegExp(`^\\| \`chaos ${command}\\b`, 'm')));

    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const script of Object.keys(scripts).filter((name) => /^(?:bench|verify):/.test(name)))
      it(`CONTRIBUTING.md has npm run ${script}`, () => assert.ok(read('CONTRIBUTING.md').includes(`npm run ${script} `)));

    const types = readdirSync(join(root, 'src/events')).flatMap((file) =>
      [...read(`src/events/${file}`).matchAll(/^(?: {2}\| \(?|export type \w+ = )\{\s+type: '([a-z-]+)'/gm)].map(([, type = '']) => type),
    );
    const lines = blocksOf('docs/reports.md')
      .filter(({ language }) => language === 'json lines')
      .flatMap(({ text }) => text.trim().split('\n'))
      .map((line) => JSON.parse(line) as { tMs: number; type: string });

    it('docs/reports.md has a row and a line for every type of event, and for no other', () => {
      assert.ok(types.length >= 20, `${types.length} types found`);
      for (const type of types) assert.ok(hasRow('docs/reports.md', type), type);
      assert.deepEqual(lines.map(({ type }) => type).toSorted(), types.toSorted());
      for (const { tMs } of lines) assert.equal(typeof tMs, 'number');
    });
  });
});
