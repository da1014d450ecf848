using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>A frame of the server. Two are equal when their kind and all their bytes are.</summary>
internal sealed record ServerFrame(int Opcode, byte[] Payload)
{
    public const int TextKind = 1;
    public const int BinaryKind = 2;
    public const int CloseKind = 8;
    public const int PongKind = 10;

    /// <summary>Of a close frame: why; null when it does not say.</summary>
    public int? Status => Opcode == CloseKind && Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : null;

    public string Text => Encoding.UTF8.GetString(Payload);

    public static ServerFrame Close(int? status) =>
        new(CloseKind, status is { } number ? [(byte)(number >> 8), (byte)number] : []);

    public bool Equals(ServerFrame? other) => other is not null && Opcode == other.Opcode && Payload.AsSpan().SequenceEqual(other.Payload);

    public override int GetHashCode() => HashCode.Combine(Opcode, Payload.Length);

    public override string ToString()
    {
        const int Shown = 32;
        var start = Convert.ToHexString(Payload.AsSpan(0, Math.Min(Shown, Payload.Length)));
        return string.Create(CultureInfo.InvariantCulture, $"{Opcode:X}:{start}({Payload.Length})");
    }
}
