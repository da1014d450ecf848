using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Contracts;

/// <summary>Everything that is told of a background task: each event of its topic <c>task:{id}</c> is one, and stands for itself.</summary>
public sealed record TaskReport
{
    /// <summary>The task. Whoever knows it may follow its topic, so it cannot be guessed.</summary>
    public string Id { get; init; } = "";

    /// <summary>What kind of work it is.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How far it is.</summary>
    public TaskState State { get; init; }

    /// <summary>Grows with each report of the task. Of two reports the one with the larger number counts.</summary>
    public long Version { get; init; }

    /// <summary>How much is done, from 0 to 100; absent as long as the handler has not said. It never falls within one attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Percent { get; init; }

    /// <summary>What the handler does, in its own words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>True while it runs although somebody has taken it back: it ends when its handler has obeyed. Absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? CancelRequested { get; init; }

    /// <summary>What has come of it, when it has succeeded; any JSON value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed, or why its last attempt did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaskFault? Error { get; init; }

    /// <summary>The number of the attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts may fail before the task does.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When its last attempt began.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Started { get; init; }

    /// <summary>When its next attempt is due, while it waits for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>When it came to its end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What the task outlives.</summary>
    public TaskKeeping Kept { get; init; }
}

/// <summary>Why a task, or an attempt of it, has failed.</summary>
/// <param name="Code">One of <see cref="TaskFaults"/>, or a word of the handler's own. Programs decide on it.</param>
/// <param name="Message">The same for people.</param>
public sealed record TaskFault(string Code, string Message);

/// <summary>The codes that the server itself gives to a <see cref="TaskFault"/>.</summary>
public static class TaskFaults
{
    /// <summary>The handler threw. What it said is in the log of the server.</summary>
    public const string HandlerFailed = "handlerFailed";

    /// <summary>The attempt took longer than its kind allows.</summary>
    public const string TimedOut = "timedOut";

    /// <summary>The handler did not stop when it was told to, and nobody waits for it any more.</summary>
    public const string Abandoned = "abandoned";

    /// <summary>The arguments do not fit the handler.</summary>
    public const string BadArguments = "badArguments";

    /// <summary>The result is larger than it may be.</summary>
    public const string ResultTooLarge = "resultTooLarge";

    /// <summary>A newer task with the same key took its place.</summary>
    public const string Superseded = "superseded";

    /// <summary>Its node died while it ran, again and again: the task itself may be the reason.</summary>
    public const string NodeLost = "nodeLost";

    /// <summary>The server stopped, and keeps no tasks over a restart.</summary>
    public const string ServerStopped = "serverStopped";

    /// <summary>No handler of its kind is there any more.</summary>
    public const string UnknownKind = "unknownKind";
}

/// <summary>What a background task outlives.</summary>
[JsonConverter(typeof(TaskKeepingJson))]
public enum TaskKeeping
{
    /// <summary>Nothing: it is gone when the server stops.</summary>
    Memory,

    /// <summary>A restart of the server.</summary>
    Disk,

    /// <summary>The end of any node: another one takes it over.</summary>
    Redis,
}

/// <summary>Written in lower case.</summary>
internal sealed class TaskKeepingJson() : JsonStringEnumConverter<TaskKeeping>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
