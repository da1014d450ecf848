using RealtimeHub.Client.Wire;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>Puts together what the server says, bit by bit, about who follows a topic.</summary>
internal static class PresenceList
{
    /// <summary>What is known after a message: it tells all there is, or what has changed, or the numbers alone.</summary>
    public static Presence After(Presence? before, PresenceMessage message) => new()
    {
        Topic = message.Topic,
        Count = message.State.Count,
        Users = message.State.Users,
        Members = message.State.Members ?? Changed(before?.Members, message.State),
    };

    public static PresenceChange Between(Presence? before, Presence now) =>
        new(now, NotIn(before?.Members, now.Members), NotIn(now.Members, before?.Members));

    private static List<PresenceMember>? Changed(IReadOnlyList<PresenceMember>? before, PresenceState state)
    {
        if (before is null || state.Joined is not { } joined || state.Left is not { } left)
        {
            return null;
        }

        var gone = left.Concat(joined.Select(member => member.Id)).ToHashSet(StringComparer.Ordinal);
        return [.. before.Where(member => !gone.Contains(member.Id)), .. joined];
    }

    private static List<PresenceMember> NotIn(IReadOnlyList<PresenceMember>? some, IReadOnlyList<PresenceMember>? others)
    {
        if (some is null || others is null)
        {
            return [];
        }

        var ids = some.Select(member => member.Id).ToHashSet(StringComparer.Ordinal);
        return [.. others.Where(member => !ids.Contains(member.Id))];
    }
}
