using System.Threading.Channels;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>What happened to the connections of a hub, in order.</summary>
public sealed class HubWatch
{
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private int _disconnected;

    public int Disconnected => Volatile.Read(ref _disconnected);

    public void Tell(string what)
    {
        if (what.StartsWith("disconnected", StringComparison.Ordinal)) Interlocked.Increment(ref _disconnected);
        _events.Writer.TryWrite(what);
    }

    /// <summary>Waits for all of them, in whatever order they come; passes over others.</summary>
    public async Task ExpectAllAsync(params string[] all)
    {
        for (var missing = all.ToHashSet(StringComparer.Ordinal); missing.Count > 0; missing.Remove(await _events.Reader.ReadAsync(Patience.Token)))
        {
        }
    }

    /// <summary>Waits for this; passes over what comes before.</summary>
    public async Task ExpectAsync(string what)
    {
        while (await _events.Reader.ReadAsync(Patience.Token) != what)
        {
        }
    }
}
