using RealtimeHub.Contracts;

namespace RealtimeHub.Topics;

/// <summary>The topics that all nodes share: their order is kept elsewhere, and each node has a copy of those that somebody on it follows.</summary>
internal interface ISharedTopics
{
    /// <summary>The node's copy of a topic, which follows it from now on for as long as somebody uses it.</summary>
    /// <returns>The log, or why there can be none at the moment.</returns>
    ValueTask<OpenedTopic> OpenAsync(TopicName name);

    /// <summary>Looks whether a copy is up to date with a position that it does not know, before anybody is told that it is unknown.</summary>
    /// <returns>Why nothing can be said about it at the moment; <see cref="ErrorCode.None"/> when the log can be judged by.</returns>
    ValueTask<ErrorCode> CatchUpAsync(TopicLog log, StreamPosition since);

    /// <summary>Reads the history where it is kept.</summary>
    ValueTask<HistoryOutcome> ReadAsync(TopicName name, HistoryRequest request);
}

/// <summary>The log of a topic, or why there is none.</summary>
/// <param name="Refused">Why; <see cref="ErrorCode.None"/> when there is one.</param>
/// <param name="Log">The log; null when it was refused.</param>
internal readonly record struct OpenedTopic(ErrorCode Refused, TopicLog? Log);
