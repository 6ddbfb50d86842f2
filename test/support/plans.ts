/** Plans and mistakes from text, without a disk. */
import { ChaosError, at } from '../../src/errors.ts';
import { libraryFolder, readTextFile } from '../../src/scenario/files.ts';
import { makePlan, type MadePlan, type PlanRequest } from '../../src/plan/entry.ts';

export interface Given extends Partial<Pick<PlanRequest, 'scenario' | 'overrides' | 'env'>> {
  /** Path -> text, relative to `/work`; `my.yaml` is the scenario unless another is named. */
  readonly files?: Readonly<Record<string, string>>;
}

export function planOf(given: Given): Promise<MadePlan> {
  const files = given.files ?? {};
  return makePlan({
    scenario: 'scenario' in given ? given.scenario : 'my.yaml',
    overrides: given.overrides ?? {},
    cwd: '/work',
    env: given.env ?? {},
    readFile: async (path) => {
      if (path.startsWith(libraryFolder)) return readTextFile(path);
      const text = files[path.replace(/^\/work\//, '')];
      if (text === undefined) throw noSuchFile();
      return text;
    },
    readLines: async function* (path, shown) {
      const text = files[path.replace(/^\/work\//, '')];
      if (text === undefined) throw new ChaosError('FILE_UNREADABLE', `${shown}: there is no such file`, 'check the path');
      yield* text.replace(/\n$/, '').split('\n');
    },
    readBytes: async (path) => {
      const text = files[path.replace(/^\/work\//, '')];
      if (text === undefined) throw noSuchFile();
      return Buffer.from(text);
    },
  });
}

function noSuchFile(): Error {
  return Object.assign(new Error('no such file'), { code: 'ENOENT' });
}

/** The error of what can't be planned. */
export async function errorOf(given: Given): Promise<ChaosError> {
  try {
    await planOf(given);
  } catch (error) {
    if (error instanceof ChaosError) return error;
    throw error;
  }
  throw new Error('a plan was made of it');
}

/** `file:line:column: message`, one a mistake. */
export async function mistakesOf(given: Given): Promise<string[]> {
  const error = await errorOf(given);
  const problems =
    error.problems.length > 0 ? error.problems : [{ message: error.message, ...(error.where ? { where: error.where } : {}) }];
  return problems.map(({ message, where }) => (where ? `${at(where)}: ${message}` : message));
}

/** A whole scenario against a system of one's own, in which single lines are then broken. */
export const whole = `version: 1
name: shop
target: http://127.0.0.1:8080
links:
  payments: {listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001}
breakers:
  - {name: payments, preset: opossum, url: "http://127.0.0.1:8080/metrics", link: payments}
load:
  base: 100/s
  timeout: 5s
  stages:
    - {name: baseline, for: 20s, rate: 1x}
    - {name: peak, for: 60s, rate: 5x}
    - {name: recovery, for: 20s, rate: 1x}
  journeys:
    - name: browse
      weight: 9
      steps:
        - get: /
          name: home
    - name: buy
      steps:
        - post: /cart
          name: add
          json: {sku: 1}
          capture: {cart: "$.id"}
        - post: /orders
          name: checkout
          json: {cart: "\${cart}"}
faults:
  - id: payments-slow
    link: payments
    type: latency
    latency: 2s
    at: peak + 10s
    for: 20s
objectives:
  - error rate < 1%
  - checkout recovers within 15s after payments-slow
abort:
  - error rate > 95% for 30s
reconcile: {url: /ledger, ids: "$.orders[*].id"}
`;

/** `whole` as a load of users. */
export const closed = whole
  .replace('  base: 100/s\n', '')
  .replace('rate: 1x}\n    - {name: peak', 'users: 20}\n    - {name: peak')
  .replace('rate: 5x', 'users: 100')
  .replace('rate: 1x', 'users: 20');

/** `whole` with one piece replaced by another; the piece must be there. */
export function broken(piece: string, by: string): string {
  if (!whole.includes(piece)) throw new Error(`not in the scenario: ${piece}`);
  return whole.replace(piece, () => by);
}

/** One journey with every key that a journey and its steps know. */
export const everyKey = `version: 1
name: every-key
target: {url: "http://127.0.0.1:8080", auth: {basic: {user: load, password: "\${env.PASSWORD}"}}}
load:
  base: 10/s
  vars: {region: eu}
  feeders: {users: data/users.csv, items: {file: items.csv, pick: random}}
  stages:
    - {name: baseline, for: 20s, rate: 1x}
  journeys:
    - name: visit
      cookies: off
      vars: {pages: 3}
      steps:
        - get: "/\${region}/login"
          name: form
          capture: {csrf: {regex: 'value="([^"]+)"'}, place: {header: location}}
          expect: {header: {content-type: /html/i, x-id: present}, body: [Log in, "\${region}"], maxTime: 2s}
        - post: /login
          name: login
          auth: {bearer: "\${csrf}"}
          form: {user: "\${csv.users.name}", password: "\${csv.users.password}", tag: [a, b]}
          redirects: 2
          expect: {json: {"$.user": "\${csv.users.name}", "$.pages": "\${pages}"}}
          think: [1s, 5s]
        - put: /avatar
          name: avatar
          file: {path: data/face.png, type: image/png}
          think: {from: 500ms, to: 500ms}
        - post: /upload
          name: upload
          multipart: {title: "\${csv.items.sku}", face: {file: data/face.png, name: me.png}}
`;

export const everyFile = {
  'my.yaml': everyKey,
  'data/users.csv': 'name,password\nada,open-sesame\ngrace,"x,y"\n',
  'items.csv': 'sku\n1\n2\n3\n',
  'data/face.png': 'PNG',
};
