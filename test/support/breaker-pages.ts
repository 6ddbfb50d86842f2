/** Payloads of breaker sources, and what presets read of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { FoundBreaker, Page } from '../../src/breakers/adapter.ts';
import type { Reading } from '../../src/breakers/reading.ts';
import { adapterOf, presets } from '../../src/breakers/shelf.ts';
import type { BreakerSource } from '../../src/breakers/source.ts';

/** A captured or written payload; test/fixtures/breakers/README.md says which. */
export function payload(name: string): string {
  return readFileSync(new URL(`../fixtures/breakers/${name}`, import.meta.url), 'utf8');
}

export function settingsOf(preset: string): BreakerSource {
  const source = presets[preset]?.source;
  assert.ok(source, `preset ${preset} has settings`);
  return source;
}

export function pageOf(source: BreakerSource, text: string): Page {
  const page = adapterOf(source).parse(text);
  assert.ok(!('problem' in page), 'problem' in page ? page.problem : '');
  return page;
}

/** What a preset reads of a payload. */
export function read(preset: string, text: string, match?: Record<string, string>): Reading | undefined {
  const source = settingsOf(preset);
  return pageOf(source, text).read(source, match ?? presets[preset]!.defaultMatch('payments'));
}

export function list(preset: string, text: string): readonly FoundBreaker[] {
  const source = settingsOf(preset);
  return pageOf(source, text).list(source);
}

export function problem(preset: string, text: string): string {
  const page = adapterOf(settingsOf(preset)).parse(text);
  assert.ok('problem' in page, 'it was read');
  return page.problem;
}
