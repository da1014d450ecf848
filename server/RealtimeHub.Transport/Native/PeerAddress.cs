using System.Buffers.Binary;
using System.Net;

namespace RealtimeHub.Transport.Native;

/// <summary>The address of a client, as <c>accept4</c> wrote it (<c>struct sockaddr_in</c> or <c>sockaddr_in6</c>).</summary>
internal static class PeerAddress
{
    /// <summary>The size of the larger one.</summary>
    public const int MaxSize = 28;

    /// <returns>Null for a family that is not of the Internet.</returns>
    public static IPEndPoint? Read(ReadOnlySpan<byte> address)
    {
        if (address.Length < 16) return null;
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return BitConverter.ToUInt16(address) switch
        {
            LinuxNumbers.Internet => new IPEndPoint(new IPAddress(address.Slice(4, 4)), port),
            LinuxNumbers.Internet6 when address.Length >= MaxSize =>
                new IPEndPoint(new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address[24..])), port),
            _ => null,
        };
    }
}
