import { skipUnlessInstalled } from '../support/installed.ts';
import { describeApi } from './toxiproxy-api.ts';
import { describeDataPath } from './toxiproxy-data-path.ts';
import { describeEndings } from './toxiproxy-endings.ts';
import { describeNodeClient } from './toxiproxy-node-client.ts';
import { describePacing } from './toxiproxy-pacing.ts';
import { embedded, realToxiproxy, type ServerUnderTest } from './toxiproxy-server.ts';

function describeToxiproxy(under: ServerUnderTest): void {
  describe('API', () => describeApi(under));
  describe('data path', () => describeDataPath(under));
  describe('toxics of pace', () => describePacing(under));
  describe('toxics of an end', () => describeEndings(under));
  describe('toxiproxy-node-client', () => describeNodeClient(under));
}

describe('Toxiproxy conformance', () => {
  describe(embedded.name, () => describeToxiproxy(embedded));

  describe('toxiproxy-server', () => {
    let path = '';
    before(function () {
      path = skipUnlessInstalled(this, 'toxiproxy-server');
    });
    describeToxiproxy({ name: 'toxiproxy-server', start: () => realToxiproxy(path).start() });
  });
});
