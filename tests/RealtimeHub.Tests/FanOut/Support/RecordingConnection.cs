using RealtimeHub.Connections;
using RealtimeHub.Contracts;

namespace RealtimeHub.Tests.FanOut.Support;

/// <summary>A connection that takes every write, or holds it up, and remembers it. A write may take some time of a clock.</summary>
internal sealed class RecordingConnection : IClientConnection
{
    private readonly TaskCompletionSource _held = new();

    public List<ClientMessage> Written { get; } = [];

    public Action WhenWritten { get; init; } = () => { };

    public bool HoldsUp { get; init; }

    public string Id => "recording";

    public string Protocol => "json";

    public ValueTask WriteAsync(ClientMessage message)
    {
        Written.Add(message);
        WhenWritten();
        return HoldsUp ? new ValueTask(_held.Task) : ValueTask.CompletedTask;
    }

    public Task EndAsync(CloseCode code, string reason, TimeSpan comeBackAfter) => Task.CompletedTask;

    public void Abort()
    {
    }
}
