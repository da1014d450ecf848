using System.Security.Cryptography;
using System.Text;

namespace RealtimeHub.Transport.Connections;

/// <summary>Names of connections.</summary>
internal static class ConnectionIds
{
    private const int RandomBytes = 16;
    private const int PublicBytes = 12;

    // Random, so that names of two runs differ.
    private static long _last = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>A name for logs, which nobody has to keep secret.</summary>
    public static string Next() => Interlocked.Increment(ref _last).ToString("X16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A secret that names a connection to its client alone.</summary>
    public static string NewToken() => Encode(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>
    /// The public name of the connection that presents a token. Both are known before the connection exists, on whichever node, without
    /// anything being kept for it; and the name does not tell the token.
    /// </summary>
    public static string OfToken(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return Encode(hash[..PublicBytes]);
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
