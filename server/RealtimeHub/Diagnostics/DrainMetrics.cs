using System.Diagnostics.Metrics;

namespace RealtimeHub.Diagnostics;

/// <summary>What becomes of clients that are sent away, counted.</summary>
internal sealed class DrainMetrics
{
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _goodbyes;
    private readonly Counter<long> _cut;

    public DrainMetrics(Meter meter)
    {
        _active = meter.CreateUpDownCounter<long>("realtimehub.drain.active", "{node}", "1 while the node lets its clients go, and takes no new one after that; otherwise 0.");
        _goodbyes = meter.CreateCounter<long>("realtimehub.drain.goodbyes", "{connection}", "Clients that were told 3001 and when to come back.");
        _cut = meter.CreateCounter<long>("realtimehub.drain.cut", "{connection}", "Connections that a drain had to cut, because they were still there near its time limit.");
    }

    public void Changed(int by) => _active.Add(by);

    public void GoodbyeSaid() => _goodbyes.Add(1);

    public void Cut() => _cut.Add(1);
}
