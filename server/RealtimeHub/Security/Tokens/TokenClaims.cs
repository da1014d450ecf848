using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.Security.Authorization;

namespace RealtimeHub.Security.Tokens;

/// <summary>Reads the claims of a token whose signature is good. Whatever is not exactly as it should be makes the whole token worthless.</summary>
internal static class TokenClaims
{
    private const int MaxSubjectLength = 255;
    private const int MaxGrants = 100;
    private const int MaxIdLength = 128;

    /// <summary>The last second that .NET's calendar has.</summary>
    private const long LastSecond = 253_402_300_799;

    /// <returns>Null when the claims are in order; otherwise what is wrong with them.</returns>
    public static string? Read(JsonElement payload, out ClientIdentity identity)
    {
        identity = new ClientIdentity("", DateTimeOffset.MinValue, []);
        if (payload.ValueKind != JsonValueKind.Object) return "the payload is no object";
        if (!TryText(payload, "sub", MaxSubjectLength, out var subject) || subject is null) return "sub is missing, or longer than 255 characters";
        if (!TrySeconds(payload, "exp", out var expires) || expires is null) return "exp is missing, or no time";
        if (!TrySeconds(payload, "iat", out var issued)) return "iat is no time";
        if (!TryText(payload, "jti", MaxIdLength, out var id)) return "jti is no text of 128 characters at most";
        if (TokenInfo.Read(payload, out var info) is { } noInfo) return noInfo;
        if (ReadGrants(payload, out var grants) is { } problem) return problem;
        if (ReadSubscriptions(payload, out var subscriptions) is { } wrong) return wrong;

        // Whose token says that it follows a topic may also follow it by itself, to continue where it has stopped.
        if (subscriptions.Count > 0) grants = [.. grants, .. subscriptions.Select(topic => Grant(topic.Value, TopicRights.Subscribe | TopicRights.History)!.Value)];
        identity = new ClientIdentity(subject, expires.Value, grants) { Subscriptions = subscriptions, Issued = issued, Id = id, Info = info };
        return null;
    }

    /// <summary>The seconds of a time claim; false when there is one and it is no time.</summary>
    public static bool TrySeconds(JsonElement payload, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!payload.TryGetProperty(name, out var claim)) return true;
        if (claim.ValueKind != JsonValueKind.Number || !claim.TryGetDouble(out var seconds) || !(seconds is >= 0 and <= LastSecond)) return false;
        time = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1_000));
        return true;
    }

    private static bool TryText(JsonElement payload, string name, int maxLength, out string? text)
    {
        text = null;
        if (!payload.TryGetProperty(name, out var claim)) return true;
        text = claim.ValueKind == JsonValueKind.String ? claim.GetString() : null;
        return text is { Length: > 0 } && text.Length <= maxLength && !text.Any(char.IsControl);
    }

    private static string? ReadGrants(JsonElement payload, out IReadOnlyList<TopicGrant> grants)
    {
        grants = [];
        if (!payload.TryGetProperty("topics", out var claim)) return null;
        if (claim.ValueKind != JsonValueKind.Array || claim.GetArrayLength() > MaxGrants) return $"topics is no list of {MaxGrants} at most";
        var read = new List<TopicGrant>(claim.GetArrayLength());
        foreach (var item in claim.EnumerateArray())
        {
            if (ReadGrant(item) is not { } grant) return "an item of topics is neither a pattern nor { topic, rights }";
            read.Add(grant);
        }

        grants = read;
        return null;
    }

    private static string? ReadSubscriptions(JsonElement payload, out IReadOnlyList<TopicName> topics)
    {
        topics = [];
        if (!payload.TryGetProperty("subscribe", out var claim)) return null;
        if (claim.ValueKind != JsonValueKind.Array || claim.GetArrayLength() > MaxGrants) return $"subscribe is no list of {MaxGrants} at most";
        var read = new List<TopicName>(claim.GetArrayLength());
        foreach (var item in claim.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !TopicName.TryParse(item.GetString(), out var topic)) return "an item of subscribe is no topic";
            if (!read.Contains(topic)) read.Add(topic);
        }

        topics = read;
        return null;
    }

    private static TopicGrant? ReadGrant(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String) return Grant(item.GetString(), TopicRights.Subscribe | TopicRights.History);
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("topic", out var topic) || topic.ValueKind != JsonValueKind.String) return null;
        if (!item.TryGetProperty("rights", out var list) || list.ValueKind != JsonValueKind.Array) return null;
        var rights = TopicRights.None;
        foreach (var right in list.EnumerateArray())
        {
            if (RightOf(right) is not { } known) return null;
            rights |= known;
        }

        return Grant(topic.GetString(), rights);
    }

    private static TopicGrant? Grant(string? pattern, TopicRights rights) =>
        TopicPattern.TryParse(pattern, out var parsed) ? new TopicGrant(parsed, rights) : null;

    private static TopicRights? RightOf(JsonElement right) => right.ValueKind == JsonValueKind.String
        ? right.GetString() switch
        {
            "subscribe" => TopicRights.Subscribe,
            "publish" => TopicRights.Publish,
            "history" => TopicRights.History,
            "presence" => TopicRights.Presence,
            _ => null,
        }
        : null;
}
