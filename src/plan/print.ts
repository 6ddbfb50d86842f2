/** A plan as `chaos plan` shows it: what will happen and when, and where each value came from. */
import { quoted } from '../faults/quoted.ts';
import { selectorOf } from '../breakers/selector.ts';
import { formatMs, formatRate, formatShare } from '../units.ts';
import { clock } from './clock-text.ts';
import { describeStage } from './describe-stage.ts';
import type { Plan, PlannedBreaker, PlannedLink, PlannedLoad, PlannedReconcile, PlannedTrace } from './plan.ts';
import { faultRows, processRows } from './print-faults.ts';
import { embeddedOnly } from './needs-embedded.ts';
import { authText, feederRows, stepRows } from './print-steps.ts';
import { faultNeeds, objectiveNeeds } from './print-needs.ts';
import { wrapped } from './print-text.ts';
import { printTimeline } from './print-timeline.ts';
import { alertRows, gateLines, probeRows } from './print-watched.ts';
import { undoStrength, type Survival } from './undo-strength.ts';

/** Of a redacted plan: what is printed may be copied into a ticket. Ends with a newline. */
export function printPlan(plan: Plan, survival: Survival = { isFirstProcess: false }): string {
  const { load, sources } = plan;
  const source = (...keys: string[]): string => `[${keys.map((key) => sources[key]).find((text) => text !== undefined) ?? 'default'}]`;
  const sections: string[][] = [
    [plan.title === plan.name ? plan.name : `${plan.name}: ${plan.title}`, ...wrapped(plan.story, 78).map((line) => `  ${line}`)],
    table([
      ['target', targetText(plan), source('target')],
      ...versionTexts(plan).map((text) => ['', text, '']),
      ...Object.keys(plan.target.headers).map((name) => ['', `header ${name}: ${plan.target.headers[name]}`, '']),
      ...tlsTexts(plan).map((text) => ['', text, '']),
      ...(plan.target.kind === 'url' && plan.target.auth ? [['', authText(plan.target.auth), '']] : []),
      ...(plan.environment === null ? [] : [['environment', plan.environment, '']]),
      ['toxiproxy', plan.toxiproxy ?? toxiproxyText(plan), source('toxiproxy')],
      ['seed', String(plan.seed), source('seed')],
      ['plan', plan.hash.slice(0, 12), ''],
    ]),
    [
      `timeline: ${formatMs(load.totalMs)}, ${load.arrivals === null ? 'as many arrivals as are answered' : `${arrivalsText(load, load.arrivals)} arrivals`}`,
      ...printTimeline(plan),
    ],
    stages(plan),
    loadSettings(load, source),
    journeys(load, source),
    list('steps', stepRows(load)),
    list('feeders', feederRows(load, source)),
    list('processes', processRows(plan, source)),
    list('faults', faultRows(plan, source)),
    list(
      'links',
      plan.links.map((link) => [link.name, linkText(link), source(`links.${link.name}`, 'links')]),
    ),
    undone(plan, survival),
    list(
      'breakers',
      plan.breakers.map((breaker) => [breaker.name, breakerText(breaker), source(`breakers.${breaker.name}`, 'breakers')]),
    ),
    list('alerts', alertRows(plan, source)),
    list('probes', probeRows(plan, source)),
    plan.reconcile === null
      ? []
      : list('reconciliation', [[...ledger(plan.reconcile, plan.target.kind === 'storefront'), source('reconcile')]]),
    plan.identity === null ? [] : list('identity', [[plan.identity.url, JSON.stringify(plan.identity.equals), source('identity')]]),
    objectiveNeeds(plan),
    faultNeeds(plan),
    list(
      'abort',
      plan.abort.map(({ text }, index) => [text, source(`abort[${index}]`)]),
    ),
    gateLines(plan, source),
    [
      `guard: at most ${formatRate(plan.guard.maxRatePerSecond)} ${source('guard.maxRate')}, ${formatMs(plan.guard.maxDurationMs)} ${source('guard.maxDuration')}`,
      ...(plan.links.length === 0 ? [] : [`       ${downText(plan)} ${source('guard.maxLinksDown')}`]),
    ],
    plan.warnings.length === 0 ? [] : ['warnings', ...plan.warnings.flatMap((warning) => bullet(warning))],
    ['Nothing was sent.'],
  ];
  const shown = sections.filter((lines) => lines.length > 0).map((lines) => lines.map((line) => line.trimEnd()).join('\n'));
  return `${shown.join('\n\n')}\n`;
}

type Source = (...keys: string[]) => string;

function breakerText({ preset, source, match, link, urls, dns, server, files = [], command }: PlannedBreaker): string {
  // What a preset asks a server for is long, and says nothing that the preset's name does not.
  const usual = server !== undefined && source?.adapter === 'prometheus' && server.query === selectorOf(source, match);
  const where = [
    ...urls.map((url) => (dns === undefined ? url : `${url} at each address of ${dns}`)),
    ...(server === undefined ? [] : [`${server.url}${usual ? '' : ` ${server.query}`}, by ${server.instance}`]),
    ...files,
    ...(command === undefined ? [] : [`output of ${command.join(' ')}`]),
  ];
  return `${preset}${link === null ? '' : ` on link ${link}`}${where.length === 0 ? '' : `, ${where.join(' ')}`}`;
}

function toxiproxyText(plan: Plan): string {
  if (plan.links.length === 0) return 'not needed: no links';
  const only = embeddedOnly(plan)[0];
  return only === undefined ? 'toxiproxy-server on the PATH, else the built-in one' : `the built-in one: ${only.spec.type} needs it`;
}

function targetText({ target }: Plan): string {
  return target.kind === 'url' ? target.url : `the ${target.variant} storefront, started and ended with the run`;
}

function versionTexts({ target }: Plan): string[] {
  if (target.kind !== 'url' || target.versionLabel === undefined) return [];
  const { versionLabel } = target;
  return [`version ${typeof versionLabel === 'string' ? versionLabel : `as its identity says at ${versionLabel.json}`}`];
}

function tlsTexts({ target }: Plan): string[] {
  if (target.kind !== 'url' || target.tls === null) return [];
  const { ca, cert, key, servername, insecure } = target.tls;
  return [
    ...(insecure ? ['tls not verified'] : []),
    ...(ca === null ? [] : [`tls verified by ${ca}`]),
    ...(servername === null ? [] : [`tls server name ${servername}`]),
    ...(cert === null ? [] : [`tls client certificate ${cert}, key ${key ?? 'missing'}`]),
  ];
}

function stages(plan: Plan): string[] {
  const rows = plan.load.stages.map((stage) => {
    const own = ['for', 'rate', 'users']
      .map((key) => plan.sources[`load.stages.${stage.name}.${key}`])
      .filter((text) => text !== undefined);
    const from = [plan.sources[`load.stages.${stage.name}`] ?? 'default', ...own];
    const note = plan.baseline?.stage === stage.name && stage.name !== 'baseline' ? ' (baseline)' : '';
    return [
      `${stage.name}${note}`,
      clock(stage.startMs),
      formatMs(stage.forMs),
      describeStage(stage),
      stage.arrivals === null ? '-' : arrivalsText(plan.load, stage.arrivals),
      `[${[...new Set(from)].join(', ')}]`,
    ];
  });
  return table([['stage', 'from', 'for', plan.load.model === 'open' ? 'rate' : 'users', 'arrivals', ''], ...rows]);
}

/** Drawn gaps meet the total only by about its square root. */
function arrivalsText({ arrival }: PlannedLoad, arrivals: number): string {
  return arrival === 'poisson' && arrivals > 0 ? `about ${arrivals}` : String(arrivals);
}

function loadSettings(load: PlannedLoad, source: Source): string[] {
  const { connections } = load;
  const kept =
    typeof connections === 'string'
      ? connections
      : `replaced after ${[connections.maxRequests === null ? '' : `${connections.maxRequests} requests`, connections.maxAgeMs === null ? '' : formatMs(connections.maxAgeMs)].filter((text) => text !== '').join(' or ')}`;
  const model =
    load.basePerSecond === null
      ? [
          ['model', 'closed: users wait for answers', ''],
          ['think', load.thinkMs ? formatMs(load.thinkMs) : 'none', source('load.think')],
        ]
      : [
          ['base', `${formatRate(load.basePerSecond)} journeys`, source('load.base')],
          ['arrival', load.arrival, source('load.arrival')],
        ];
  return table([
    ...model,
    ['timeout', formatMs(load.timeoutMs), source('load.timeout')],
    ['deadline', formatMs(load.deadlineMs), source('load.deadline')],
    ['in flight', `at most ${load.maxInFlight}`, source('load.maxInFlight')],
    ['connections', kept, source('load.connections')],
    ['workers', load.workers === 'auto' ? 'as many as the rate needs' : String(load.workers), source('load.workers')],
    ['trace', traceText(load.trace), source('load.trace')],
  ]);
}

function traceText(trace: PlannedTrace | null): string {
  if (trace === null) return 'off';
  return `${trace.header}${trace.sampled ? '' : ' (not sampled)'}${trace.baggage === null ? '' : `, ${trace.baggage}`}`;
}

function journeys(load: PlannedLoad, source: Source): string[] {
  const weights = load.journeys.reduce((sum, { weight }) => sum + weight, 0);
  return list(
    'journeys',
    load.journeys.map(({ name, weight, steps }) => [
      name,
      formatShare(weight / weights),
      steps.map(({ route }) => route).join(', '),
      source(`load.journeys.${name}.steps`, `load.journeys.${name}`, 'load.journeys'),
    ]),
  );
}

function linkText({ listen, upstream, proxy, connect, protocol, toxiproxy }: PlannedLink): string {
  const where = proxy !== null ? `existing proxy ${proxy}` : listen === null ? 'a port of its own' : `${listen} -> ${upstream}`;
  const server = toxiproxy === null ? '' : ` at ${toxiproxy}`;
  return [`${where}${server}`, ...(connect === null ? [] : [`clients at ${connect}`]), ...(protocol === 'tcp' ? [] : [protocol])].join(
    ', ',
  );
}

/** Links that are undone alike stand together. */
function undone(plan: Plan, survival: Survival): string[] {
  if (plan.links.length === 0) return [];
  const alike = Map.groupBy(plan.links, (link) => undoStrength(link, plan, survival));
  return [
    'undone, should the tool be killed',
    ...[...alike].flatMap(([strength, links]) => [
      ...wrapped(links.map(({ name }) => name).join(', '), 78).map((line) => `  ${line}`),
      ...wrapped(strength, 74).map((line) => `      ${line}`),
    ]),
  ];
}

function downText({ guard, links }: Plan): string {
  return `at most ${guard.maxLinksDown} of ${links.length} ${links.length === 1 ? 'link' : 'links'} down at once`;
}

function ledger(reconcile: PlannedReconcile, ownShop: boolean): [where: string, what: string] {
  const settled = `settled within ${formatMs(reconcile.settleMs)}`;
  if ('command' in reconcile) return [quoted(reconcile.command), `one id a line, ${settled}`];
  return [ownShop ? "the storefront's ledger" : reconcile.url, `${reconcile.ids}, ${settled}`];
}

function list(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [title, ...table(rows).map((line) => `  ${line}`)];
}

/** Columns as wide as their widest cell, two spaces apart; what ends a row may be longer than its column. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(0, ...rows.map((row) => (column < row.length - 1 ? (row[column] ?? '').length : 0))),
  );
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

function bullet(text: string): string[] {
  return wrapped(text, 76).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`);
}
