import { conforms, specs } from './shape.common.ts';

describe('constant', () => {
  conforms(specs.constant);
});
