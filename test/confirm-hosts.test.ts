import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { askLine, confirmHosts, personAt, type AskPerson } from '../src/confirm-hosts.ts';
import { ChaosError } from '../src/errors.ts';
import { planOf } from './support/plans.ts';

const text = (target: string): string =>
  `version: 1\ntarget: ${target}\nallowHosts: [shop.example, shop.internal]\nload: {base: 5/s, stages: [{name: baseline, for: 20s, rate: 1x}]}\n`;
const resolve = async (name: string): Promise<string[]> => [name.endsWith('.internal') ? '10.0.0.7' : '203.0.113.7'];

async function confirm(targets: readonly string[], confirmed: readonly string[], ask: AskPerson | null): Promise<void> {
  const plans = await Promise.all(targets.map(async (target) => (await planOf({ files: { 'my.yaml': text(target) } })).plan));
  return confirmHosts({ plans, env: {}, confirmed, ask, resolve });
}
const isCode = (pattern: RegExp) => (error: unknown) =>
  error instanceof ChaosError && error.code === 'HOST_NOT_CONFIRMED' && error.exit === 2 && pattern.test(error.message);

describe('a public host', () => {
  it('is confirmed by its name, given beforehand', async () => {
    await confirm(['http://shop.example:8080/'], ['Shop.Example'], null);
    await assert.rejects(
      confirm(['http://shop.example'], ['shop'], null),
      isCode(/shop\.example, which is public, and nobody confirmed it/),
    );
    await assert.rejects(confirm(['http://shop.example'], [], null), isCode(/nothing was sent/));
  });

  it('is confirmed by its name, typed when it is asked for, once for several plans', async () => {
    const asked: string[] = [];
    const say =
      (answer: string | null): AskPerson =>
      async (question) => (asked.push(question), answer);
    await confirm(['http://shop.example/a', 'http://shop.example/b'], [], say(' shop.example '));
    assert.deepEqual(asked, ['Load goes to shop.example, which is public. Type its name to go on: ']);
    for (const wrong of ['yes', '', null])
      await assert.rejects(confirm(['http://shop.example'], [], say(wrong)), isCode(/its name was not typed/));
  });

  it("is nothing of one's own", async () => {
    const refuse: AskPerson = async () => assert.fail('somebody was asked');
    await confirm(['http://127.0.0.1:1', 'http://shop.internal', '{storefront: resilient}'], [], refuse);
  });
});

describe('the question', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true }) as unknown as NodeJS.ReadStream & NodeJS.WriteStream;
  const pipe = new PassThrough() as unknown as NodeJS.ReadStream & NodeJS.WriteStream;

  it('is for a person at a terminal', () => {
    assert.notEqual(personAt({ stdin: terminal, stderr: terminal }, false), null);
    assert.equal(personAt({ stdin: terminal, stderr: terminal }, true), null, 'a CI job has nobody, whatever it is run on');
    assert.equal(personAt({ stdin: pipe, stderr: terminal }, false), null);
    assert.equal(personAt({ stdin: terminal, stderr: pipe }, false), null);
  });

  it('is answered by a line, or by the end of what is typed', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = askLine(input, output, 'who? ');
    input.write('shop.exa');
    input.write('mple\n');
    assert.equal(await answer, 'shop.example');
    assert.equal(String(output.read()), 'who? ');
    const none = askLine(new PassThrough().end(), output, 'who? ');
    assert.equal(await none, null);
  });
});
