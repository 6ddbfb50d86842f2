import assert from 'node:assert/strict';
import { chooseHosts } from '../../src/import/hosts.ts';

describe('chooseHosts', () => {
  const origins = ['https://www.example.com', 'https://api.example.com:8443', 'http://localhost:3000'];

  it('takes the most telling one alone', () => {
    const { main, takes } = chooseHosts(origins, []);
    assert.equal(main, 'https://www.example.com');
    assert.deepEqual(origins.map(takes), [true, false, false]);
  });

  it('takes those that are named, the first one as the target', () => {
    const { main, takes } = chooseHosts(origins, ['LOCALHOST', 'api.example.com:8443']);
    assert.equal(main, 'http://localhost:3000');
    assert.deepEqual(origins.map(takes), [false, true, true]);
  });

  it('a port that is named has to be the port', () => assert.equal(chooseHosts(origins, ['api.example.com:443']).main, null));
});
