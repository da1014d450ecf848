import { describe, expect, it } from 'vitest';
import { filesBelow, read, yaml } from './kit/files.mjs';
import { problemOf, settingsIn } from './kit/settings.mjs';

const files = filesBelow('deploy').filter((name) => !name.endsWith('.json'));

describe('the settings of the examples', () => {
  it('are found', () => {
    expect(settingsIn("A=1 RealtimeHub__Access__ApiKeys__0='x'\nRealtimeHub__Drain__Timeout: 3")).toEqual(['RealtimeHub__Access__ApiKeys__0', 'RealtimeHub__Drain__Timeout']);
    expect(new Set(files.flatMap((file) => settingsIn(read(file)))).size).toBeGreaterThan(4);
  });

  it('all exist', () => {
    expect(files.flatMap((file) => settingsIn(read(file)).map(problemOf).filter(Boolean).map((problem) => `${file}: ${problem}`))).toEqual([]);
  });

  it.each([
    ['RealtimeHub__Drain__Timeuot', 'is not in'],
    ['RealtimeHub__Drian__Timeout', 'is not in'],
    ['RealtimeHub__Access__ApiKeys', 'is a list'],
    ['RealtimeHub__Drain__Timeout__0', 'is no list'],
  ])('that do not exist would be found: %s', (variable, problem) => {
    expect(problemOf(variable)).toContain(problem);
  });

  it('of Kubernetes are texts, as an environment needs them', () => {
    const [config] = yaml('deploy/kubernetes/config.yaml');
    const [secret] = yaml('deploy/kubernetes/secret.example.yaml');
    for (const value of Object.values({ ...config.data, ...secret.stringData })) expect(value).toBeTypeOf('string');
  });

  it('hold no secret, and their placeholders are such that the server does not start', () => {
    const secrets = [...yaml('deploy/kubernetes/secret.example.yaml').map(({ stringData }) => stringData.RealtimeHub__Access__ApiKeys__0)];
    secrets.push(/ApiKeys__0=(.*)/.exec(read('deploy/systemd/realtimehub.env'))[1]);
    for (const secret of secrets) expect(secret).toMatch(/^CHANGE-ME/);
    for (const value of Object.values(yaml('deploy/compose.yaml')[0].services.node1.environment).filter((text) => /password|\$\{/.test(text))) expect(value).toMatch(/\$\{\w+:\?/);
    expect(read('deploy/redis.conf')).toMatch(/^user realtimehub on #HASH-OF-THE-PASSWORD /m);
  });
});
