using System.Globalization;
using RealtimeHub.Contracts;

namespace RealtimeHub.Topics;

/// <summary>The words that go with a refusal: what is wrong and what to do about it.</summary>
internal static class ErrorTexts
{
    public const string InvalidTopic =
        "a topic name is 1 to 255 of A-Z a-z 0-9 _ . : / -";

    public const string ServerTopic =
        "topics that begin with $ or task: are the server's own";

    public const string InvalidSince =
        "since needs an epoch of 1 to 64 characters and an offset from 0 to 9007199254740991";

    public const string Unavailable =
        "Redis cannot be reached at the moment; try again, with the same idempotency key, retry after 1000 ms";

    /// <summary>What is refused with code 108. Clients read the number.</summary>
    public static string RetryAfter(TimeSpan wait) =>
        string.Create(CultureInfo.InvariantCulture, $"limit reached, retry after {Math.Max(1, Math.Ceiling(wait.TotalMilliseconds))} ms");

    public static string For(ErrorCode code, TopicName topic) => code switch
    {
        ErrorCode.UnknownNamespace =>
            $"no namespace '{topic.Namespace}' is configured; add RealtimeHub:Namespaces:{topic.Namespace} or use a topic without ':'",
        ErrorCode.Unavailable => Unavailable,
        ErrorCode.TopicLimit => "this node holds as many topics as it may; try again later",
        _ => code.ToString(),
    };
}
