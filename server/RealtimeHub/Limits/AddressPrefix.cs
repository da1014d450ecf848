using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace RealtimeHub.Limits;

/// <summary>What counts as one address: an IPv4 address, or the 64 bits of an IPv6 network, which any subscriber of a provider has for himself.</summary>
internal readonly record struct AddressPrefix(ulong Bits, bool IsVersion6)
{
    /// <returns>Null when the connection has no address: a Unix socket.</returns>
    public static AddressPrefix? Of(IPAddress? address)
    {
        if (address is null) return null;
        Span<byte> bytes = stackalloc byte[16];
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (!address.TryWriteBytes(bytes, out _)) return null;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new AddressPrefix(BinaryPrimitives.ReadUInt32BigEndian(bytes), false)
            : new AddressPrefix(BinaryPrimitives.ReadUInt64BigEndian(bytes), true);
    }
}
