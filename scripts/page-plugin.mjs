// `import text from 'page:graph/main.ts'`: a script or style below pages/, bundled and minified for browsers, as one string.
import { build } from 'esbuild';

const prefix = 'page:';

async function bundlePage(name) {
  const { outputFiles } = await build({
    entryPoints: [`pages/${name}`],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    charset: 'ascii',
    legalComments: 'none',
    tsconfig: 'pages/tsconfig.json',
    logLevel: 'error',
  });
  // Nothing in a page may end the element that holds it.
  return outputFiles[0].text.trim().replaceAll('</', '<\\/');
}

/** For esbuild. */
export const pagePlugin = {
  name: 'page',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^page:/ }, ({ path }) => ({ path: path.slice(prefix.length), namespace: 'page' }));
    onLoad({ filter: /.*/, namespace: 'page' }, async ({ path }) => ({ contents: await bundlePage(path), loader: 'text' }));
  },
};

/** For Vite and Vitest. */
export function pageVitePlugin() {
  return {
    name: 'page',
    enforce: 'pre',
    // The id must not look like a script or a style, which others would treat as one.
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}|text` : undefined),
    load: async (id) => {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      return `export default ${JSON.stringify(await bundlePage(id.slice(prefix.length + 1, -'|text'.length)))};`;
    },
  };
}
