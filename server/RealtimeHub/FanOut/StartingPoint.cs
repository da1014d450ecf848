using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>Where a new subscription begins.</summary>
/// <param name="Cursor">Delivery starts after this offset.</param>
/// <param name="Recovered">Whether everything after the asked position follows.</param>
/// <param name="Reason">Why it does not, when a position was asked for.</param>
internal readonly record struct StartingPoint(long Cursor, bool Recovered, string? Reason)
{
    /// <summary>Never a partial recovery: either everything after <paramref name="since"/> is there, or the reason is told.</summary>
    public static StartingPoint Decide(LogWindow window, string epoch, StreamPosition? since, int? tail)
    {
        var reason = since is null ? null : WhyNot(window, epoch, since);
        if (since is not null && reason is null) return new StartingPoint(since.Offset, Recovered: true, null);
        var cursor = tail is { } newest ? Math.Max(window.First - 1, window.Head - newest) : window.Head;
        return new StartingPoint(cursor, Recovered: false, reason);
    }

    private static string? WhyNot(LogWindow window, string epoch, StreamPosition since) =>
        !string.Equals(since.Epoch, epoch, StringComparison.Ordinal) ? RecoveryReasons.EpochChanged
        : since.Offset > window.Head ? RecoveryReasons.Ahead
        : since.Offset < window.First - 1 ? RecoveryReasons.TooOld
        : null;
}
