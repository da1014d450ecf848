import { describe, expect, it } from 'vitest';
import { read } from './kit/files.mjs';
import { prometheusNames } from './kit/metrics.mjs';

const dashboard = JSON.parse(read('deploy/grafana-dashboard.json'));
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const queries = [...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)), ...dashboard.templating.list.map(({ query }) => query.query ?? '')];

describe('the dashboard for Grafana', () => {
  it('asks for metrics that the server counts', () => {
    const counted = prometheusNames();
    const asked = new Set(queries.flatMap((query) => query.match(/\brealtimehub\w*/g) ?? []));

    expect(asked.size).toBeGreaterThan(20);
    expect([...asked].filter((name) => !counted.has(name))).toEqual([]);
  });

  it('knows how an exporter names them', () => {
    expect([...prometheusNames()]).toEqual(
      expect.arrayContaining(['realtimehub_connections', 'realtimehub_events_accepted_size_bytes_total', 'realtimehub_delivery_duration_seconds_bucket', 'realtimehub_logs_size_bytes']),
    );
  });

  it.each([
    'events_accepted_total', 'delivery_duration_seconds_bucket', 'connections_refused_total', 'gaps_total', 'limits_total', 'drain_active',
    'presence_members', 'presence_messages_total',
    ...['unavailable', 'forgotten', 'epochs', 'holes', 'reads', 'renewals', 'surveys', 'malformed'].map((what) => `redis_${what}_total`),
  ])('shows realtimehub_%s', (name) => {
    expect(queries.join('\n')).toMatch(new RegExp(`\\brealtimehub_${name}\\b`));
  });

  it.each(panels.map((panel) => [panel.title, panel]))('has a panel that is whole: %s', (_, panel) => {
    expect(panel).toMatchObject({ title: expect.stringMatching(/./), description: expect.stringMatching(/\.$/), fieldConfig: { defaults: { unit: expect.any(String) } } });
    for (const { expr } of panel.targets) {
      expect(expr.split('(').length).toBe(expr.split(')').length);
      expect(expr).toContain('job=~"$job", instance=~"$instance"');
    }
  });

  it('puts no panel over another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`));
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...dashboard.panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
