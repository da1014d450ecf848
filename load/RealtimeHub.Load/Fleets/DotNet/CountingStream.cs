using System.Net.Sockets;

namespace RealtimeHub.Load.Fleets.DotNet;

/// <summary>The stream of a socket, with its bytes counted as they come.</summary>
internal sealed class CountingStream(Socket socket, Action<int> received) : NetworkStream(socket, ownsSocket: true)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await base.ReadAsync(buffer, cancellationToken);
        received(count);
        return count;
    }
}
