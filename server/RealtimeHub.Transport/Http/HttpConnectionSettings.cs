using System.Buffers;

namespace RealtimeHub.Transport.Http;

/// <summary>What all HTTP connections share.</summary>
internal sealed class HttpConnectionSettings(MemoryPool<byte> memory, IReadOnlyList<byte[]> inlinePrefixes)
{
    /// <summary>Where Kestrel takes its buffers from.</summary>
    public MemoryPool<byte> Memory { get; } = memory;

    /// <summary>Whether what begins like this is served on the loop itself.</summary>
    public bool RunsInline(ReadOnlySpan<byte> received)
    {
        foreach (var prefix in inlinePrefixes)
        {
            if (received.StartsWith(prefix)) return true;
        }

        return false;
    }
}
