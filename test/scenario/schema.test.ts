import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { jsonSchemas } from '../../scripts/schemas.ts';

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node | boolean;
  readonly additionalProperties?: Node | boolean;
  readonly anyOf?: readonly Node[];
}

describe('JSON Schemas', () => {
  const written = jsonSchemas();

  for (const [name, text] of Object.entries(written)) {
    it(`${name} is what \`npm run schemas\` writes`, () => {
      assert.equal(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8'), text);
    });
  }

  for (const name of ['scenario.schema.json', 'system.schema.json']) {
    it(`every key of ${name} is described`, () => {
      const bare: string[] = [];
      const walk = (node: Node | boolean | undefined, path: string): void => {
        if (typeof node !== 'object') return;
        for (const [key, value] of Object.entries(node.properties ?? {})) {
          if (!value.description) bare.push(`${path}.${key}`);
          walk(value, `${path}.${key}`);
        }
        walk(node.items, `${path}[]`);
        walk(node.additionalProperties, `${path}.*`);
        for (const branch of node.anyOf ?? []) walk(branch, path);
      };
      walk(JSON.parse(written[name] ?? '{}') as Node, '');
      assert.deepEqual(bare, []);
    });
  }
});
