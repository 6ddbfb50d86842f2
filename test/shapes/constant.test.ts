import { conforms, rate } from './shape.common.ts';

describe('constant', () => {
  conforms(rate.map((perSecond) => ({ shape: 'constant', perSecond })));
});
