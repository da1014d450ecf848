import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { filesBelow, read, yaml } from './kit/files.mjs';
import { blocks, named } from './kit/blocks.mjs';
import { defaultSeconds, seconds } from './kit/settings.mjs';

const ping = () => defaultSeconds('RealtimeHub:Connections', 'PingInterval');
const [compose] = yaml('deploy/compose.yaml');
const network = (text) => {
  const [address, bits] = text.split('/');
  const list = new BlockList();
  list.addSubnet(address, Number(bits));
  return list;
};
const nodes = Object.keys(compose.services).filter((name) => /^node\d$/.test(name));

describe('compose.yaml', () => {
  it('runs two nodes, Redis and nginx with files that are there', () => {
    const there = [...filesBelow('deploy'), 'deploy/redis.local.conf'];
    expect(Object.keys(compose.services).sort()).toEqual(['nginx', 'node1', 'node2', 'redis']);
    for (const volume of Object.values(compose.services).flatMap(({ volumes = [] }) => volumes)) {
      const [source] = volume.split(':');
      if (source.startsWith('./')) expect(there).toContain(`deploy/${source.slice(2)}`);
      else expect(compose.volumes).toHaveProperty([source]);
    }
    for (const { depends_on = [] } of Object.values(compose.services)) for (const name of depends_on) expect(compose.services).toHaveProperty([name]);
  });

  it('gives the nodes the time to let their clients go, and few rights', () => {
    for (const name of nodes) {
      const node = compose.services[name];
      expect(Number.parseInt(node.stop_grace_period, 10)).toBeGreaterThanOrEqual(seconds(node.environment.RealtimeHub__Drain__Timeout) + 3);
      expect(node).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    }
  });

  it('gives the nodes addresses of their own that stay, since nginx looks them up once', () => {
    const [{ subnet, ip_range }] = compose.networks.realtimehub.ipam.config;
    const addresses = nodes.map((name) => compose.services[name].networks.realtimehub.ipv4_address);
    expect(new Set(addresses).size).toBe(nodes.length);
    for (const address of addresses) expect([network(subnet).check(address), network(ip_range).check(address)]).toEqual([true, false]);
  });

  it('lets nginx say whose request it hands on, and nobody else', () => {
    expect(compose.services.node1.environment.RealtimeHub__Access__TrustedProxies__0).toBe(compose.networks.realtimehub.ipam.config[0].subnet);
    for (const name of [...nodes, 'redis']) expect(compose.services[name].ports).toBeUndefined();
  });
});

describe('the Dockerfile', () => {
  const lines = read('deploy/Dockerfile').replaceAll(/\\\n/g, ' ').split('\n').filter((line) => /^[A-Z]+ /.test(line));

  it('copies what is there, and what .dockerignore lets in', () => {
    const allowed = read('deploy/Dockerfile.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const tree = filesBelow('.').filter((name) => !/(^|\/)(node_modules|bin|obj)\//.test(name));
    for (const line of lines.filter((text) => text.startsWith('COPY ') && !text.includes('--from='))) {
      for (const source of line.split(/\s+/).slice(1, -1)) {
        expect(tree.some((name) => name === source || name.startsWith(`${source}/`)), source).toBe(true);
        expect(allowed.some((name) => source === name || source.startsWith(`${name}/`)), source).toBe(true);
      }
    }
  });

  it('ends with a process that has no rights and gets the signals itself', () => {
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    expect(last).toEqual(expect.arrayContaining(['USER $APP_UID', 'STOPSIGNAL SIGTERM', 'ENTRYPOINT ["dotnet", "RealtimeHub.Server.dll"]']));
    expect(last.join('\n')).toContain('DOTNET_EnableDiagnostics=0');
  });

  it('takes everything that decides whether the server builds', () => {
    const taken = lines.filter((line) => line.startsWith('COPY ')).flatMap((line) => line.split(/\s+/));
    expect(taken).toEqual(expect.arrayContaining(['.editorconfig', 'global.json', 'Directory.Build.props', 'Directory.Packages.props', 'BannedSymbols.txt', 'server']));
  });

  it('has the packages of all workspaces before it installs', () => {
    for (const workspace of JSON.parse(read('package.json')).workspaces) expect(lines).toContain(`COPY ${workspace}/package.json ${workspace}/`);
  });
});

describe('nginx.conf', () => {
  const directives = blocks(read('deploy/nginx.conf'));
  const value = (name) => named(directives, name)[0]?.words.slice(1).join(' ');

  it('hands WebSockets on, with who asks and for what, and writes no token into its log', () => {
    const headers = Object.fromEntries(named(directives, 'proxy_set_header').map(({ words }) => [words[1], words[2]]));
    expect(headers).toEqual({ Upgrade: '$http_upgrade', Connection: '$connection_upgrade', Host: '$http_host', 'X-Forwarded-For': '$remote_addr', 'X-Forwarded-Proto': '$scheme' });
    expect(value('proxy_http_version')).toBe('1.1');
    expect(value('proxy_buffering')).toBe('off');
    expect(value('log_format')).not.toMatch(/\$(?:request|args|query_string|request_uri|http_referer)\b/);
    expect(value('access_log')).toMatch(/ without_query$/);
  });

  it('leaves silent connections alone for longer than the nodes do', () => {
    for (const name of ['proxy_read_timeout', 'proxy_send_timeout']) expect(Number.parseInt(value(name), 10)).toBeGreaterThan(2 * ping());
  });

  it('knows the nodes of compose.yaml, and no sticky session', () => {
    for (const upstream of named(directives, 'upstream')) expect(named(upstream.inside, 'server').map(({ words }) => words[1])).toEqual(nodes.map((name) => `${name}:8080`));
    expect(named(directives, 'proxy_pass').map(({ words }) => words[1].replace('http://', '')).sort()).toEqual(named(directives, 'upstream').map(({ words }) => words[1]).sort());
    for (const name of ['ip_hash', 'hash', 'sticky']) expect(named(directives, name)).toEqual([]);
    expect(compose.services.nginx.ports).toEqual([`8080:${value('listen')}`]);
  });

  it('would be found out if a brace or a semicolon were missing', () => {
    expect(() => blocks('a { b 1; ')).toThrow("no '}'");
    expect(() => blocks('a { b 1 }')).toThrow("no ';'");
    expect(() => blocks('a 1; }')).toThrow('too many');
  });
});

describe('haproxy.cfg', () => {
  const lines = read('deploy/haproxy.cfg').split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
  const after = (start) => lines.find((line) => line.startsWith(start))?.slice(start.length).trim();

  it('asks the nodes often enough for the five seconds that its comment wants', () => {
    const [, inter, fall] = /inter (\d+)s fall (\d+)/.exec(after('default-server'));
    expect(inter * fall).toBeLessThan(5);
    expect(after('http-check send')).toContain('/health/ready');
  });

  it('leaves silent connections alone for longer than the nodes do', () => {
    for (const name of ['timeout tunnel', 'timeout client', 'timeout server']) expect(Number.parseInt(after(name), 10)).toBeGreaterThan(2 * ping());
  });

  it('overwrites what clients say of themselves, and writes no token into its log', () => {
    expect(lines).toContain('http-request set-header X-Forwarded-For %[src]');
    expect(after('log-format')).not.toMatch(/%(?:HU|HQ|r)\b/);
    expect(lines.some((line) => /^(?:cookie|stick)/.test(line))).toBe(false);
  });
});

describe('realtimehub.service', () => {
  const unit = new Map(read('deploy/systemd/realtimehub.service').split('\n').map((line) => /^(\w+)=(.*)$/.exec(line)).filter(Boolean).map(([, name, text]) => [name, text]));

  it('stops the server as it wants to be stopped, and gives it the time', () => {
    expect([unit.get('KillSignal'), unit.get('KillMode')]).toEqual(['SIGTERM', 'mixed']);
    expect(Number(unit.get('TimeoutStopSec'))).toBeGreaterThanOrEqual(seconds(/^RealtimeHub__Drain__Timeout=(.*)$/m.exec(read('deploy/systemd/realtimehub.env'))[1]) + 3);
    expect(unit.get('RestartPreventExitStatus')).toBe(/ConfigurationError = (\d+)/.exec(read('server/RealtimeHub.Server/ServerProgram.cs'))[1]);
  });

  it('gives it descriptors, and no rights', () => {
    expect(Number(unit.get('LimitNOFILE'))).toBeGreaterThanOrEqual(65_536);
    expect(Object.fromEntries(['DynamicUser', 'NoNewPrivileges', 'ProtectSystem', 'CapabilityBoundingSet'].map((name) => [name, unit.get(name)]))).toEqual({
      DynamicUser: 'yes', NoNewPrivileges: 'yes', ProtectSystem: 'strict', CapabilityBoundingSet: '',
    });
  });
});

describe('redis.conf', () => {
  const lines = read('deploy/redis.conf').split('\n');

  it('keeps what it acknowledges, throws nothing away, and gives the nodes their own names and no administration', () => {
    expect(lines).toEqual(expect.arrayContaining(['appendonly yes', 'maxmemory-policy noeviction', 'user default off']));
    const rules = lines.find((line) => line.startsWith('user realtimehub ')).split(' ');
    expect(rules).toEqual(expect.arrayContaining(['resetchannels', '~rh:*', '&rh:*', '-@all', '-@dangerous']));
    expect(rules.filter((rule) => ['~*', 'allkeys', '+@all', 'allcommands', '&*', 'allchannels', 'nopass', '+@admin'].includes(rule))).toEqual([]);
    expect(rules.indexOf('-@dangerous')).toBeGreaterThan(rules.indexOf('+@write'));
  });
});
