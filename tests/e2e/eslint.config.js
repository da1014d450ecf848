import clientConfig from '../../web-client/eslint.config.js';

/** The rules of the browser client, for the files here. */
export default [
  ...clientConfig,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
];
