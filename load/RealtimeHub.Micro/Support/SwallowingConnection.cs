using RealtimeHub.Connections;
using RealtimeHub.Contracts;

namespace RealtimeHub.Micro.Support;

/// <summary>A connection that takes every write at once and does nothing with it: what remains is the core's own cost.</summary>
internal sealed class SwallowingConnection(string protocol) : IClientConnection
{
    public string Id => "swallowing";

    public string Protocol => protocol;

    public ValueTask WriteAsync(ClientMessage message) => ValueTask.CompletedTask;

    public Task EndAsync(CloseCode code, string reason, TimeSpan comeBackAfter) =>
        throw new InvalidOperationException($"The server ends a connection that takes everything: {reason}.");

    public void Abort() => throw new InvalidOperationException("The server cuts a connection that takes everything.");
}
