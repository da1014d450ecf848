using System.Text.Json.Serialization;

namespace RealtimeHub.Contracts;

/// <summary>How far a background task is. It only ever goes forward, but that a task which waits to be tried again becomes <see cref="Running"/> once more.</summary>
[JsonConverter(typeof(TaskStateJson))]
public enum TaskState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>A handler works on it.</summary>
    Running,

    /// <summary>An attempt has failed, and the next one has a time.</summary>
    Retrying,

    /// <summary>It is done, and may have a result.</summary>
    Succeeded,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>Somebody took it back.</summary>
    Cancelled,
}

/// <summary>What follows from a state.</summary>
public static class TaskStates
{
    /// <summary>Whether nothing comes after it.</summary>
    public static bool IsFinal(this TaskState state) => state is TaskState.Succeeded or TaskState.Failed or TaskState.Cancelled;
}

/// <summary>States are written in lower case.</summary>
internal sealed class TaskStateJson() : JsonStringEnumConverter<TaskState>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
