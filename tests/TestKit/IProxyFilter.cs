using System.Buffers;

namespace RealtimeHub.TestKit;

/// <summary>Decides what a <see cref="TcpProxy"/> passes on of what the server sends on one connection.</summary>
public interface IProxyFilter
{
    /// <summary>Takes what came, in pieces of any size, and writes what goes on to the client.</summary>
    void Take(ReadOnlySpan<byte> sent, IBufferWriter<byte> passed);
}
