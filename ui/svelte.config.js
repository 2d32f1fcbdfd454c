/**
 * Scoped styles go into the layer `components`, so that tokens < base < components < utilities holds everywhere.
 * Each names the order of the layers: the sheet that arrives first fixes it, and which one that is, is not ours to say.
 */
const layered = {
  name: 'layered',
  style: ({ content }) => ({ code: `@layer tokens,base,components,utilities;@layer components{${content}}` }),
};

export default {
  preprocess: [layered],
  compilerOptions: { runes: true },
  onwarn: (warning, handler) => handler(warning),
};
