using System.Buffers;

namespace RealtimeHub.Ingest;

/// <summary>What an idempotency key looks like.</summary>
internal static class IdempotencyKeys
{
    /// <summary>The longest one, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> VisibleAscii =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x7E - 0x21 + 1).Select(c => (char)c)]);

    /// <returns>What is wrong with the key; null when it is fine or when there is none.</returns>
    public static string? FindProblem(string? key) =>
        key is null || (key.Length is > 0 and <= MaxLength && !key.AsSpan().ContainsAnyExcept(VisibleAscii))
            ? null
            : $"an idempotency key is 1 to {MaxLength} visible ASCII characters";
}
