using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Dialects;

/// <summary>For servers whose events are known by their marks alone.</summary>
internal static class MarkedMessage
{
    /// <summary>Tells the owner of every event in a message; some servers put several into one.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Report(Session session, ReadOnlySpan<byte> message, long arrival)
    {
        var any = false;
        for (; Marks.TryFind(ref message, out var mark); any = true) session.Owner.Event(session, mark, arrival);
        return any;
    }
}
