using System.Globalization;
using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks.Board;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Tasks;

/// <summary>A task as Redis keeps it: a hash, in which what never changes is one JSON.</summary>
internal static class TaskHash
{
    /// <summary>What never changes.</summary>
    public static byte[] DocOf(TaskRecord task) => JsonSerializer.SerializeToUtf8Bytes(new Doc(task.Arguments, task.MaxAttempts, task.Created, task.IdempotencyKey));

    public static byte[] ErrorOf(TaskFault error) => JsonSerializer.SerializeToUtf8Bytes(error, WireJson.Options);

    /// <summary>The id of a task that may not be readable otherwise.</summary>
    /// <param name="answer">Names and values, as HGETALL answers them.</param>
    public static string? IdOf(RedisResult answer) =>
        Enumerable.Range(0, answer.Length / 2).Where(i => (string?)answer[2 * i] == "id").Select(i => (string?)answer[(2 * i) + 1]).FirstOrDefault();

    /// <param name="answer">Names and values, as HGETALL answers them.</param>
    public static TaskRecord Read(RedisResult answer)
    {
        var fields = new Dictionary<string, RedisValue>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < answer.Length; i += 2) fields[(string)answer[i]!] = (RedisValue)answer[i + 1];
        var doc = JsonSerializer.Deserialize<Doc>((byte[])fields["doc"]!)!;
        return new TaskRecord
        {
            Id = Text("id")!, Kind = Text("kind")!, Arguments = doc.Arguments, Owner = Text("owner") is { Length: > 0 } owner ? owner : null, Key = Text("key"),
            Priority = (TaskPriority)Number("priority"), MaxAttempts = doc.MaxAttempts, Created = doc.Created, IdempotencyKey = doc.IdempotencyKey, Fingerprint = Text("fingerprint"),
            State = Enum.Parse<TaskState>(Text("state")!, ignoreCase: true), Version = Number("version"), Attempt = (int)Number("attempt"), Failures = (int)Number("failures"), Losses = (int)Number("losses"),
            Percent = Text("percent") is { } percent ? double.Parse(percent, CultureInfo.InvariantCulture) : null, Message = Text("message"), Result = (byte[]?)fields.GetValueOrDefault("result"),
            Error = (byte[]?)fields.GetValueOrDefault("error") is { } error ? JsonSerializer.Deserialize<TaskFault>(error, WireJson.Options) : null,
            Started = Time("started"), NextTry = Time("nextTry"), Ended = Time("ended"), IsCancelRequested = fields.ContainsKey("cancel"),
        };

        string? Text(string name) => fields.TryGetValue(name, out var value) ? (string?)value : null;
        long Number(string name) => fields.TryGetValue(name, out var value) ? (long)value : 0;
        DateTimeOffset? Time(string name) => fields.TryGetValue(name, out var value) ? DateTimeOffset.FromUnixTimeMilliseconds((long)value) : null;
    }

    private sealed record Doc(byte[] Arguments, int MaxAttempts, DateTimeOffset Created, string? IdempotencyKey);
}
