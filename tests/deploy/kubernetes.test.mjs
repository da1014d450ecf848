import { describe, expect, it } from 'vitest';
import { filesBelow, read, yaml } from './kit/files.mjs';
import { defaultNumber, defaultSeconds, seconds } from './kit/settings.mjs';

const folder = 'deploy/kubernetes';
const all = filesBelow(folder).flatMap(yaml);
const the = (kind) => all.find((object) => object.kind === kind);
const pod = the('Deployment').spec.template;
const [container] = pod.spec.containers;
const { data } = the('ConfigMap');
const delay = seconds(data.RealtimeHub__Drain__ReadinessDelay);
const timeout = seconds(data.RealtimeHub__Drain__Timeout);
const goodbyes = Number(data.RealtimeHub__Connections__MaxConnections) / defaultNumber('RealtimeHub:Drain', 'MaxRate');

describe('the manifests for Kubernetes', () => {
  it('are objects with a version and a name', () => {
    for (const object of all.filter(({ kind }) => kind !== 'Kustomization')) expect(object).toMatchObject({ apiVersion: expect.stringMatching(/v1$/), metadata: { name: 'realtimehub' } });
  });

  it('are all applied together, but for the secret', () => {
    const files = filesBelow(folder).map((name) => name.slice(folder.length + 1));
    expect([...the('Kustomization').resources, 'kustomization.yaml', 'secret.example.yaml'].sort()).toEqual(files.sort());
  });

  it('find each other', () => {
    const { labels } = pod.metadata;
    expect(the('Deployment').spec.selector.matchLabels).toEqual(labels);
    expect(the('Service').spec.selector).toEqual(labels);
    expect(the('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels);
    expect(container.envFrom).toEqual([{ configMapRef: { name: the('ConfigMap').metadata.name } }, { secretRef: { name: the('Secret').metadata.name } }]);
    expect(container.ports).toEqual([{ name: the('Service').spec.ports[0].targetPort, containerPort: Number(/ASPNETCORE_HTTP_PORTS=(\d+)/.exec(read('deploy/Dockerfile'))[1]) }]);
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(pod.spec.volumes.map(({ name }) => name));
  });

  it('leave a node the time to let its clients go', () => {
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(timeout + 3);
    expect(delay).toBeLessThanOrEqual(timeout / 2);
    expect(delay).toBeGreaterThan(container.readinessProbe.periodSeconds * container.readinessProbe.failureThreshold);
    expect(container.lifecycle).toBeUndefined();
  });

  it('let all clients go that a node may have at no more than Drain:MaxRate', () => {
    expect(goodbyes).toBeLessThanOrEqual((timeout * 2) / 3 - delay);
  });

  it('restart one node after the other, when the clients of the last one are back', () => {
    const { strategy, minReadySeconds } = the('Deployment').spec;
    expect(strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(minReadySeconds).toBeGreaterThanOrEqual(delay + goodbyes + defaultSeconds('RealtimeHub:Drain', 'ComeBackWithin'));
  });

  it('ask where the server answers', () => {
    const health = read('server/RealtimeHub.Server/Health.cs');
    expect([container.livenessProbe.httpGet.path, container.readinessProbe.httpGet.path]).toEqual(['/health/live', '/health/ready']);
    for (const { httpGet } of [container.livenessProbe, container.readinessProbe]) {
      expect(health).toContain(`"${httpGet.path}"`);
      expect(httpGet.port).toBe(container.ports[0].name);
    }
  });

  it('give the server no more rights than it needs, and a bound for its memory', () => {
    expect(pod.spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
    expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    expect(container.resources.limits.memory).toBe(container.resources.requests.memory);
  });
});
