using System.Net;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Connections;

/// <summary>The clients that become slow: some do not read any more, the others only so many bytes a second.</summary>
internal sealed class SlowFleet : IAsyncDisposable
{
    private readonly SlowClient[] _clients;
    private readonly Pings _pings;

    public SlowFleet(EventFormat format, int never, int slow, double bytesPerSecond)
    {
        _clients = [.. Enumerable.Range(0, never + slow).Select(i => new SlowClient(format, i < never ? 0 : bytesPerSecond))];
        _pings = new Pings(_clients.Length, i => _clients[i].SendPing());
    }

    public async Task ConnectAsync(IPEndPoint server, CancellationToken stop)
    {
        _pings.Start();
        foreach (var client in _clients) await client.StartAsync(server, stop);
    }

    public void BecomeSlow()
    {
        foreach (var client in _clients) client.BecomeSlow();
    }

    /// <summary>Ends them all, and says what they got since they became slow: those that never read, and those that read slowly.</summary>
    public async Task<(SlowTally Never, SlowTally Slow)> StopAsync()
    {
        var stopped = await Task.WhenAll(_clients.Select(async client => (client.Reads, Tally: await client.StopAsync())));
        return (Sum(reads: false), Sum(reads: true));

        SlowTally Sum(bool reads) => SlowTally.Sum(stopped.Where(client => client.Reads == reads).Select(client => client.Tally));
    }

    public async ValueTask DisposeAsync()
    {
        await _pings.DisposeAsync();
        foreach (var client in _clients) await client.DisposeAsync();
    }
}
