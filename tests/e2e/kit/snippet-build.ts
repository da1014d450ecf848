import ts from 'typescript';
import { build } from 'vite';
import { fromRoot } from './paths.js';

const CLIENT = fromRoot('web-client/src/index.ts');

/** What the compiler finds wrong with a program that uses our client library. */
export function typeErrorsOf(file: string): string[] {
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: ['node'],
    paths: { '@realtimehub/client': [CLIENT] },
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/**
 * Makes one module of a program and of our client library's sources; returns its path.
 * @param external Packages that are left outside.
 */
export async function bundle(source: string, folder: string, external: RegExp[] = []): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { '@realtimehub/client': CLIENT } },
    build: {
      target: 'es2022',
      outDir: folder,
      lib: { entry: source, formats: ['es'], fileName: () => 'app.mjs' },
      rolldownOptions: { external },
    },
  });
  return `${folder}/app.mjs`;
}
