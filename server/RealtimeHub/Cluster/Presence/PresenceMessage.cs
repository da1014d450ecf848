using System.Text.Json;
using RealtimeHub.Presence;

namespace RealtimeHub.Cluster.Presence;

/// <summary>What one node tells the others about who follows topics on it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Number">How many batches of changes it has told so far, this one included: who finds one missing asks for all.</param>
/// <param name="Changes">What has changed; or, in an answer to <see cref="Wants"/>, all members of some topics.</param>
/// <param name="Whole">The place of this part in such an answer, from 1; null when these are changes.</param>
/// <param name="IsLast">Whether it is the last part: topics that were in none have nobody on this node.</param>
/// <param name="Wants">The node that is asked to tell all; everybody when it is empty; null when nobody is.</param>
internal sealed record PresenceMessage(string Node, long Number, IReadOnlyList<PresenceChange> Changes, int? Whole = null, bool IsLast = false, string? Wants = null)
{
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <returns>Null when it is no such message.</returns>
    public static PresenceMessage? TryParse(byte[]? bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<PresenceMessage>(bytes ?? [], JsonSerializerOptions.Web) is { Node.Length: > 0, Changes: not null } message
                && message.Changes.All(change => change is { Topic: not null, Joined: not null, Left: not null }) ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Who has come to a topic, and who has gone.</summary>
internal sealed record PresenceChange(string Topic, IReadOnlyList<Member> Joined, IReadOnlyList<string> Left);
