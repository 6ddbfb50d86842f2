import assert from 'node:assert/strict';
import { decodeFields } from '../../../src/proxy/json/decode.ts';
import { parseFirst } from '../../../src/proxy/json/parse.ts';

const decode = (text: string) =>
  decodeFields(parseFirst(Buffer.from(text)), { type: 'toxiproxy.Proxy', path: 'Proxy', apart: ['enabled'] }, {
    upstream: 'string',
    listen: 'string',
    enabled: 'bool',
    rate: 'int64',
  } as const);

describe('fields of a JSON object', () => {
  it('are found in any case, the long s included; unknown keys and nulls are passed over, the last of several wins', () => {
    assert.deepEqual(decode('{"UPstream":"a","up\u017ftream":"b","x":1,"listen":"l","LISTEN":null}'), { upstream: 'b', listen: 'l' });
    assert.deepEqual(decode('null'), {});
  });

  it('name the first that is of a wrong type, by its path', () => {
    assert.throws(() => decode('{"rate":5.0,"upstream":7}'), {
      message: 'json: cannot unmarshal number 5.0 into Go struct field Proxy.rate of type int64',
    });
    assert.throws(() => decode('{"enabled":"x"}'), { message: 'json: cannot unmarshal string into Go struct field .enabled of type bool' });
    assert.throws(() => decode('[]'), { message: 'json: cannot unmarshal array into Go value of type toxiproxy.Proxy' });
  });

  it('keep whole numbers of 64 bits, and no more', () => {
    assert.deepEqual(decode('{"rate":9223372036854775807}'), { rate: 2n ** 63n - 1n });
    assert.throws(() => decode('{"rate":9223372036854775808}'), /number 9223372036854775808/);
  });
});
