/** What belongs to one's own system; may stand in a scenario, in a system file, or in one of its environments. */
import { z } from 'zod';
import { alertsSchema } from './alerts-schema.ts';
import { breakerSchema } from './breaker-schema.ts';
import { authSchema } from './auth-schema.ts';
import { linkWatchKeys } from './link-watch-schema.ts';
import { probeSchema } from './probe-schema.ts';
import { duration } from './quantities.ts';
import { headers, oneWord } from './text-schema.ts';

const url = (description: string) => z.string().min(1).describe(description);

const file = (description: string) =>
  z.string().min(1).optional().describe(`${description}, a PEM file, relative to the file that names it.`);

export const tlsSchema = z.strictObject({
  ca: file('Certificate authorities trusted in place of the usual ones'),
  cert: file("The client's certificate, with its chain"),
  key: file('The key of that certificate'),
  servername: z.string().min(1).optional().describe("The name asked for and verified in place of the URL's host."),
  insecure: z.boolean().optional().describe('true: whoever answers is believed. The plan and the report say so.'),
});

/** Known so that it is refused by name. */
const http2 = z.unknown().optional().describe('Refused by this version: load is HTTP/1.1.');

export const targetSchema = z.union([
  url('The URL that load is sent to.'),
  z.strictObject({
    url: url('The URL that load is sent to; steps give paths on it.'),
    headers: headers.optional().describe('Sent with every request; ${env.NAME} is filled in when the run starts.'),
    tls: tlsSchema.optional().describe('How an https target is verified, and who asks. Default: verified against the usual authorities.'),
    http2,
    version: z
      .union([
        z.string().min(1).max(100),
        z.strictObject({ json: z.string().min(1).describe('JSONPath to it in the answer that the identity check reads.') }),
      ])
      .optional()
      .describe(
        'What kind of target this is where that changes its figures on purpose, such as staging-4cpu; not its build. Runs of different ones are not held against each other.',
      ),
    auth: authSchema
      .optional()
      .describe('Sent with every request: {bearer: TOKEN} or {basic: {user, password}}; only ${env.NAME} may stand in it.'),
  }),
  z.strictObject({
    storefront: z
      .union([
        z.enum(['fragile', 'resilient']),
        z.strictObject({
          with: z.array(z.string()).optional().describe('Protections to switch on.'),
          stack: z.string().optional().describe('Where it runs.'),
        }),
      ])
      .describe('The reference shop that comes with the tool: it starts and ends with the run.'),
    headers: headers.optional().describe('Sent with every request.'),
  }),
]);

const address = (what: string) => z.string().min(1).optional().describe(`${what}, as HOST:PORT.`);

export const linkSchema = z.strictObject({
  listen: address('Where the proxy listens; the system under test is pointed at it. 0.0.0.0 is every interface'),
  upstream: address('Where the dependency itself is'),
  proxy: z.string().min(1).optional().describe('Name of an existing proxy, instead of listen and upstream.'),
  connect: address('Where clients reach the proxy, if not where it listens'),
  protocol: z
    .enum(['tcp', 'http'])
    .optional()
    .describe('What is spoken on it; http is needed by faults that know requests, on the embedded server. Default: tcp.'),
  toxiproxy: z.string().min(1).optional().describe("URL of this link's own Toxiproxy."),
  ...linkWatchKeys,
});

/** The keys of a system, each replaced whole by the same key in a layer above. */
export const systemKeys = {
  target: targetSchema.optional().describe('What load is sent to. Default: the reference storefront.'),
  toxiproxy: z
    .string()
    .min(1)
    .optional()
    .describe('URL of a running Toxiproxy. Default: toxiproxy-server on the PATH, else the built-in one.'),
  links: z.record(oneWord, linkSchema).optional().describe('Dependency connections by name, one Toxiproxy proxy each.'),
  breakers: z.array(breakerSchema).optional().describe('Circuit breakers to watch.'),
  alerts: alertsSchema.optional().describe("Where the system's own alerts are read: an Alertmanager, or a Prometheus server."),
  probes: z.array(probeSchema).optional().describe('What is looked at all along: URLs, ports, commands, Prometheus queries.'),
  reconcile: z
    .strictObject({
      url: z
        .string()
        .min(1)
        .optional()
        .describe('Lists what was persisted, as JSON or as lines of JSON; a path is taken on the target. ${run}: the id of the run.'),
      ids: z
        .string()
        .min(1)
        .optional()
        .describe("JSONPath to the ids in what url answers, such as $.orders[?@.run == '${run}'].id; of lines of JSON, in each line."),
      next: z
        .string()
        .min(1)
        .optional()
        .describe('Where the next page of the list is: link (the Link header), or a JSONPath to its URL or, with cursor, to a cursor.'),
      cursor: z.string().min(1).optional().describe('Parameter of the query that takes the cursor which next finds.'),
      command: z
        .array(z.string())
        .min(1)
        .optional()
        .describe('Instead of url: a program and its arguments, which prints one id a line. ${run}: the id of the run.'),
      settle: duration().optional().describe('How long persisting may take after the last request. Default: 30s.'),
    })
    .optional()
    .describe('How to see what was persisted, to hold it against what was acknowledged.'),
  identity: z
    .strictObject({
      url: z.string().min(1).describe('Read before anything else is sent; a path is taken on the target.'),
      equals: z.record(z.string(), z.unknown()).describe('What the answer must contain.'),
    })
    .optional()
    .describe('Makes sure that the target is the system that was meant.'),
  allowHosts: z.array(z.string().min(1)).optional().describe('Hosts besides this machine that may be sent to.'),
  denyHosts: z.array(z.string().min(1)).optional().describe('Hosts that are never sent to, whatever allows them.'),
  business: z
    .strictObject({
      revenuePerHour: z.number().positive().describe('Revenue in an hour at the base rate.'),
      currency: z.string().min(1).describe('Its currency, such as USD.'),
    })
    .optional()
    .describe('Only with this is money shown.'),
};
