using System.Globalization;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;

namespace RealtimeHub.Control;

/// <summary>What one node does for an operator who has asked another one.</summary>
internal sealed class NodeRequests(Operator by, ConnectionRegistry connections, TopicLister topics)
{
    public const string Connections = "connections";
    public const string Topics = "topics";
    public const string Close = "close";
    public const string CloseUser = "closeUser";
    public const string Unsubscribe = "unsubscribe";
    public const string Revoked = "revoked";
    public const string Left = "left";
    public const string Compare = "compare";

    /// <returns>The answer; null when the request is none of these.</returns>
    public async Task<object?> AnswerAsync(string what, IReadOnlyList<string> arguments) => (what, arguments) switch
    {
        (Connections, [var user, var after, var count]) => Page(user, after, count),
        (Topics, [var prefix, var after, var count]) => topics.Here(prefix, after, Number(count)),
        (Close, [var id]) => by.CloseHere(id),
        (CloseUser, [var user]) => by.CloseUserHere(user),
        (Unsubscribe, [var id, var topic]) => TopicName.TryParse(topic, out var name) && await by.UnsubscribeHereAsync(id, name),
        _ => null,
    };

    private List<ConnectionSummary> Page(string user, string after, string count) =>
        [.. connections.Page(user.Length == 0 ? null : user, after, Number(count)).Select(ConnectionSummary.Of)];

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
