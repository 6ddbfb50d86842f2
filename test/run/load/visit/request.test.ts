import assert from 'node:assert/strict';
import type { PlannedStep } from '../../../../src/plan/plan.ts';
import { uuidsOf } from '../../../../src/run/load/visit/expression.ts';
import { originOf, type Origin } from '../../../../src/run/load/wire/origin.ts';
import { prepareRequest } from '../../../../src/run/load/visit/request.ts';
import { TemplateCompiler } from '../../../../src/run/load/visit/template.ts';
import { Random } from '../../../../src/run/random.ts';
import { stepOf } from '../loads.ts';

const origin = originOf('http://127.0.0.1:8080') as Origin;

/** The lines of the head. */
function linesOf(step: Partial<PlannedStep>, headers: Record<string, string> = {}): string[] {
  const sources = { random: new Random(1), uuid: uuidsOf('run-1'), env: {} };
  const compiler = new TemplateCompiler(sources, 'x', ['shop']);
  const { fill } = prepareRequest(stepOf(step), { origin, path: '/', headers }, compiler);
  return (
    fill({ k: 0, vars: { shop: 'drawn.example' } })
      .toString()
      .split('\r\n\r\n')[0] ?? ''
  ).split('\r\n');
}

const hosts = (lines: readonly string[]): string[] => lines.filter((line) => /^host:/i.test(line));

describe('prepareRequest', () => {
  it("says the host once, first: the step's over the target's over that of the address", () => {
    assert.deepEqual(linesOf({}).slice(0, 2), ['GET / HTTP/1.1', 'host: 127.0.0.1:8080']);
    assert.deepEqual(hosts(linesOf({}, { Host: 'shop.example' })), ['Host: shop.example']);
    assert.equal(linesOf({}, { Host: 'shop.example' })[1], 'Host: shop.example');
    assert.deepEqual(hosts(linesOf({ headers: { hOST: 'step.example' } }, { Host: 'shop.example' })), ['hOST: step.example']);
    assert.deepEqual(hosts(linesOf({ headers: { host: '${shop}' } })), ['host: drawn.example']);
  });

  it("keeps the target's host from other origins", () => {
    assert.deepEqual(hosts(linesOf({ path: 'http://127.0.0.1:9090/x' }, { Host: 'shop.example' })), ['host: 127.0.0.1:9090']);
    assert.deepEqual(hosts(linesOf({ path: 'http://127.0.0.1:9090/x', headers: { Host: 'cdn.example' } })), ['Host: cdn.example']);
  });
});
