/** A real Prometheus server that scrapes addresses of this machine every second, its data in a folder that goes with it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from './child.ts';
import { freePort } from './plain-target.ts';

export interface PrometheusServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param targets HOST:PORT, whose `/metrics` is scraped */
export async function startPrometheus(file: string, targets: readonly string[]): Promise<PrometheusServer> {
  const dir = mkdtempSync(join(tmpdir(), 'chaos-prometheus-'));
  writeFileSync(
    join(dir, 'prometheus.yml'),
    `global: {scrape_interval: 500ms, scrape_timeout: 400ms}
scrape_configs: [{job_name: shop, static_configs: [{targets: ${JSON.stringify(targets)}}]}]
`,
  );
  const port = await freePort();
  const server = await startProgram(
    file,
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=info',
    ],
    /Server is ready to receive web requests/,
  );
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
