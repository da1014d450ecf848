using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RealtimeHub.Load.Engine.Native;

/// <summary>An IPv4 address with a port, as the kernel wants it (sockaddr_in).</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct InternetAddress
{
    public const uint Size = 16;

    private ushort _family;
    private ushort _port;
    private uint _address;

    /// <exception cref="LoadException">It is no IPv4 address.</exception>
    public static InternetAddress Of(IPEndPoint endPoint)
    {
        if (endPoint.AddressFamily != AddressFamily.InterNetwork) throw new LoadException($"{endPoint}: only IPv4 is supported");
        Span<byte> bytes = stackalloc byte[4];
        endPoint.Address.TryWriteBytes(bytes, out _);
        return new InternetAddress
        {
            _family = LinuxNumbers.Internet,
            _port = BinaryPrimitives.ReverseEndianness((ushort)endPoint.Port),
            _address = MemoryMarshal.Read<uint>(bytes),
        };
    }
}
