import assert from 'node:assert/strict';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { assertGolden } from '../support/golden.ts';
import { elementsOf, readXml, type XmlElement } from '../support/read-xml.ts';
import { aborted, breached, empty, held, hostile, inconclusive, loadOnly, samples } from '../support/sample-analysis.ts';

const problemOf = (analysis: Analysis, name: string): XmlElement | undefined =>
  elementsOf(readXml(renderJunit(analysis)), 'testcase').find((one) => one.attributes['name'] === name)?.children[0];

describe('junit.xml', () => {
  for (const [name, analysis] of Object.entries(samples))
    it(`${name}: is well-formed, has a case, and its counts are those of its elements`, () => {
      const root = readXml(renderJunit(analysis));
      const [suite, ...more] = root.children;
      assert.ok(suite);
      assert.deepEqual([root.name, suite.name, more.length], ['testsuites', 'testsuite', 0]);
      const cases = elementsOf(suite, 'testcase');
      assert.ok(cases.length >= 1);
      for (const element of [root, suite]) {
        assert.equal(element.attributes['tests'], String(cases.length));
        assert.equal(element.attributes['failures'], String(elementsOf(suite, 'failure').length));
        assert.equal(element.attributes['errors'], String(elementsOf(suite, 'error').length));
      }
      for (const one of cases) {
        assert.match(one.attributes['classname'] ?? '', /^chaos\../);
        assert.match(one.attributes['time'] ?? '', /^\d+\.\d{3}$/);
      }
      const keys = cases.map(({ attributes }) => `${attributes['classname']}\n${attributes['name']}`);
      assert.equal(new Set(keys).size, keys.length, 'GitLab drops cases of equal name');
      assert.equal(analysis.exitCode === 0, elementsOf(suite, 'failure').length + elementsOf(suite, 'error').length === 0);
    });

  it('is what CI systems were tried with', () => {
    assertGolden('report/breached.junit.xml', renderJunit(breached));
    assertGolden('report/inconclusive.junit.xml', renderJunit(inconclusive));
  });

  it('has one case for the run, one a fault and one an objective', () => {
    assert.equal(elementsOf(readXml(renderJunit(held)), 'testcase').length, 1 + held.faults.length + held.objectives.length);
    assert.equal(elementsOf(readXml(renderJunit(loadOnly)), 'testcase').length, 1);
  });

  it('carries the number in the message and in the text of a failure', () => {
    const failure = problemOf(breached, 'p99 of product < 300ms during peak');
    assert.equal(failure?.name, 'failure');
    assert.equal(failure?.attributes['message'], '1.94 s (n 30,550), wanted < 300 ms');
    assert.match(failure?.text ?? '', /p99 of product < 300ms during peak: 1\.94 s \(n 30,550\), wanted < 300 ms/);
  });

  it('has errors, not failures, for what could not be judged', () => {
    const breaker = problemOf(inconclusive, 'breaker payments opens within 5s after payments-slow');
    assert.equal(breaker?.name, 'error');
    assert.match(breaker?.attributes['message'] ?? '', /inconclusive: the breaker source did not answer.*wanted within 5 s/);
    const fault = problemOf(inconclusive, 'fault payments-slow bites on payments');
    assert.equal(fault?.name, 'error');
    assert.match(fault?.attributes['message'] ?? '', /did not bite: 0 connections crossed/);
    assert.equal(problemOf(inconclusive, 'the run can be judged')?.attributes['type'], 'generator-saturated');
    assert.equal(elementsOf(readXml(renderJunit(inconclusive)), 'failure').length, 0);
  });

  for (const [name, analysis, element, type] of [
    ['an abort', aborted, 'failure', 'aborted'],
    ['an interruption', empty, 'error', 'interrupted'],
    [
      'a rollback that is not complete',
      { ...held, exitCode: 7, verdict: 'inconclusive', reason: 'proxy payments is still there' },
      'error',
      'inconclusive',
    ],
  ] as const satisfies readonly (readonly [string, Analysis, string, string])[])
    it(`${name} is said by the run's own case`, () => {
      const problem = problemOf(analysis, 'the run can be judged');
      assert.deepEqual([problem?.name, problem?.attributes['type']], [element, type]);
      assert.ok(problem?.attributes['message']?.includes(analysis.reason));
    });

  it('leaves the scenario and hostile names readable', () => {
    const root = readXml(renderJunit(hostile));
    assert.equal(root.children[0]?.attributes['name'], '</script><script>alert(1)</script>|pipe');
  });

  it('scopes an objective by the stage or fault it names, with its length in seconds', () => {
    const cases = elementsOf(readXml(renderJunit(held)), 'testcase');
    assert.deepEqual(
      cases.map(({ attributes }) => [attributes['classname'], attributes['time']]),
      [
        ['chaos.black-friday.run', '100.000'],
        ['chaos.black-friday.payments-slow', '19.993'],
        ['chaos.black-friday.baseline', '20.000'],
        ['chaos.black-friday.peak', '65.000'],
        ['chaos.black-friday.payments-slow', '20.000'],
        ['chaos.black-friday.payments-slow', '20.000'],
        ['chaos.black-friday.run', '100.000'],
      ],
    );
  });
});
