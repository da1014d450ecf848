using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Topics;

/// <summary>Answers "what happened in this topic", for both the hub and HTTP.</summary>
internal sealed class HistoryReader
{
    /// <summary>How many events are answered when the caller does not say.</summary>
    public const int DefaultLimit = 100;

    private readonly TopicRegistry _topics;
    private readonly IngestOptions _limits;
    private readonly ISharedTopics? _shared;

    public HistoryReader(TopicRegistry topics, IOptions<RealtimeHubOptions> options, ISharedTopics? shared = null) =>
        (_topics, _limits, _shared) = (topics, options.Value.Ingest, shared);

    /// <summary>Reads where the history is kept: on this node, or where all nodes keep it.</summary>
    public ValueTask<HistoryOutcome> ReadAsync(TopicName name, HistoryRequest request) =>
        _shared is null || name.IsServerTopic ? ValueTask.FromResult(Read(name, request))
        : FindProblem(request) is { } problem ? ValueTask.FromResult<HistoryOutcome>(new HistoryOutcome.Refused(ErrorCode.BadRequest, problem))
        : _shared.ReadAsync(name, request);

    public HistoryOutcome Read(TopicName name, HistoryRequest request)
    {
        if (FindProblem(request) is { } problem) return new HistoryOutcome.Refused(ErrorCode.BadRequest, problem);
        var refused = _topics.Find(name, out var log);
        if (refused != ErrorCode.None) return new HistoryOutcome.Refused(refused, ErrorTexts.For(refused, name));

        // Reading makes no topic: readers could fill the node with names.
        if (log is null) return request.Since is null ? new HistoryOutcome.Page(name, "", false, 0, []) : CannotContinue(name, request.Since);
        var read = Read(log, request);
        return request.Since is { } since && !IsContinued(log, read, since)
            ? CannotContinue(name, since)
            : new HistoryOutcome.Page(name, log.Epoch, log.Settings.StampTime, read.Head, read.Events);
    }

    private static HistoryOutcome.Refused CannotContinue(TopicName name, StreamPosition since) =>
        new(ErrorCode.UnrecoverablePosition, $"{since} cannot be continued from; read again without since to get what {name} holds");

    private LogSlice Read(TopicLog log, HistoryRequest request)
    {
        var after = request.Since?.Offset ?? 0;
        var limit = request.Limit ?? Math.Min(DefaultLimit, _limits.MaxHistoryEvents);
        return request.Reverse is true
            ? log.ReadBackward(after, limit, _limits.MaxHistoryBytes)
            : log.ReadForward(after, limit, _limits.MaxHistoryBytes);
    }

    private string? FindProblem(HistoryRequest request) =>
        request.Since is { IsWellFormed: false } ? ErrorTexts.InvalidSince
        : request.Limit is { } limit && (limit < 1 || limit > _limits.MaxHistoryEvents) ? $"limit is 1 to {_limits.MaxHistoryEvents}"
        : null;

    // Judged by what was read: looked at before, the log could have dropped the next events by the time of the read.
    private static bool IsContinued(TopicLog log, LogSlice read, StreamPosition since) =>
        since.Epoch == log.Epoch && since.Offset <= read.Head && since.Offset >= read.After;
}

/// <summary>What a read of the history found.</summary>
internal abstract record HistoryOutcome
{
    private HistoryOutcome()
    {
    }

    /// <param name="Topic">The topic.</param>
    /// <param name="Epoch">The life of its log; empty when the topic has not been used yet.</param>
    /// <param name="StampTime">Whether the events tell their time.</param>
    /// <param name="Head">The newest offset.</param>
    /// <param name="Events">The events, in the order that was asked for.</param>
    public sealed record Page(TopicName Topic, string Epoch, bool StampTime, long Head, TopicEvent[] Events) : HistoryOutcome;

    public sealed record Refused(ErrorCode Code, string Reason) : HistoryOutcome;
}
