/** Scoped styles go into the layer `components`, so that tokens < base < components < utilities holds everywhere. */
const layered = {
  name: 'layered',
  style: ({ content }) => ({ code: `@layer components{${content}}` }),
};

export default {
  preprocess: [layered],
  compilerOptions: { runes: true },
  onwarn: (warning, handler) => handler(warning),
};
