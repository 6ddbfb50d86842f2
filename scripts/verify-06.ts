/**
 * `npm run verify:06`: breakers seen, recovery measured, verdicts that hold. In parts, each with a section of its own in
 * docs/verify-06.md: `npm run verify:06 -- recovery mutation`; without a name all of them. Resumable: what is done is
 * kept in .verify/06/PART/ and not repeated. `--short` is a short round to see that it works, and only prints.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { replaceSection } from '../bench/section.ts';
import { parts } from './verify-06/parts.ts';

const { values: flags, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs', 'verify-06.md');
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${type()} ${release()}, Node ${process.versions.node}`;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const unknown = named.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}: there are ${parts.map(({ name }) => name).join(', ')}`);

for (const part of parts) {
  if (named.length > 0 && !named.includes(part.name)) continue;
  const store = join(root, '.verify', '06', flags.short ? `${part.name}-short` : part.name);
  mkdirSync(store, { recursive: true });
  const { text, held, measuredOn } = await part.run({ root, store, short: flags.short });
  const dates = [...new Set(measuredOn)].toSorted().join(' and ');
  const section = `## ${part.title}\n\n\`npm run verify:06 -- ${part.name}\`, ${dates}. ${machine}.\n\n${text.trim()}\n`;
  console.log(section);
  if (!flags.short) writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), part.name, section));
  if (!held) process.exitCode = 1;
}
