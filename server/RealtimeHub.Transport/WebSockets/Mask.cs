using System.Numerics;
using System.Runtime.InteropServices;

namespace RealtimeHub.Transport.WebSockets;

/// <summary>The mask that a client lays over its payload (RFC 6455, section 5.3).</summary>
internal static class Mask
{
    /// <summary>Takes the mask off, in place.</summary>
    /// <param name="data">A part of a payload.</param>
    /// <param name="mask">The mask, as it is read from memory, turned to where the part begins.</param>
    /// <returns>The mask, turned to where the part ends.</returns>
    public static uint Remove(Span<byte> data, uint mask)
    {
        var done = 0;
        if (data.Length >= Vector<byte>.Count)
        {
            var wide = Vector.AsVectorByte(new Vector<uint>(mask));
            foreach (ref var part in MemoryMarshal.Cast<byte, Vector<byte>>(data)) part ^= wide;
            done = data.Length & ~(Vector<byte>.Count - 1);
        }

        for (var i = done; i < data.Length; i++) data[i] ^= (byte)(mask >> (8 * (i & 3)));
        return BitOperations.RotateRight(mask, 8 * (data.Length & 3));
    }
}
