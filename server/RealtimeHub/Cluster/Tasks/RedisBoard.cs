using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Nodes;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Tasks;

/// <summary>The board that all nodes share. What runs is on lease: a node that is not heard of loses it, and another one begins the next attempt.</summary>
internal sealed partial class RedisBoard(
    RedisLink link, TaskScripts scripts, NodeDirectory nodes, ClusterMetrics metrics, TimeProvider clock, IOptions<RealtimeHubOptions> options, ILogger<RedisBoard> logger) : ITaskBoard
{
    /// <summary>So many tasks are read at once when some are looked for.</summary>
    private const int Page = 200;

    /// <summary>What is told has three words at most; what has more is none of ours, however many.</summary>
    private const int MostWords = 4;

    private readonly TaskOptions _options = options.Value.Tasks;
    private readonly RunningHere _running = new();
    private readonly Contact _contact = new(options.Value.Tasks.Lease / 2, clock);

    public TaskKeeping Kept => TaskKeeping.Redis;

    public event Action<string>? Arrived;

    public event Action<string, int>? Unwanted;

    private string Channel => link.Keys.Tagged("t", "tasks", "news");

    /// <summary>Hears of what other nodes start and cancel. What is missed is found later: nodes look for work by themselves, and renew their leases.</summary>
    public Task FollowAsync() => link.FollowAsync(Channel, Heard);

    public ValueTask<StartOutcome> StartAsync(TaskRecord task, WaitingRoom room, bool isLatest) => TryAsync<StartOutcome>(async () =>
    {
        var start = task.IdempotencyKey is { } key ? $"{task.Kind}\n{task.Owner}\n{key}" : "";
        var error = TaskHash.ErrorOf(new TaskFault(TaskFaults.Superseded, "a newer task with the same key took its place"));
        var answer = await scripts.RunAsync(
            TaskScripts.Start, task.Id, task.Kind, room.All, room.PerOwner, _options.MaxTasks, start, task.Fingerprint ?? "", task.Key ?? "", isLatest ? 1 : 0, error, task.Owner ?? "", (int)task.Priority,
            TaskHash.DocOf(task));
        switch ((string)answer[0]!)
        {
            case "started":
                var superseded = ReadAll(((RedisResult[])answer!)[2..]).Reverse().ToList();
                foreach (var old in superseded.Where(old => old.State == TaskState.Running)) await TellUnwantedAsync(old);
                await TellArrivedAsync(task.Kind);
                return new StartOutcome.Started(Read(answer[1]), superseded);
            case "duplicate": return new StartOutcome.Duplicate(Read(answer[1]));
            case "conflict": return new StartOutcome.Conflict();
            default: return new StartOutcome.Full(OfOwner: answer[0].ToString() == "fullForOwner");
        }
    });

    public ValueTask<TaskRecord?> ClaimAsync(string kind) => TryAsync(async () =>
    {
        var answer = await scripts.RunAsync(TaskScripts.Claim, kind, nodes.Id, Milliseconds(_options.Lease), WaitingLine.UrgentInARow);
        if (answer.IsNull) return null;
        var claimed = Read(answer);
        _running.Add(claimed);
        return claimed;
    });

    public ValueTask<bool> HasWorkAsync(string kind) => TryAsync(async () => (bool)await scripts.RunAsync(TaskScripts.Look, kind));

    public ValueTask<TaskRecord?> NoteAsync(TaskRecord claimed, double? percent, string? message) => TryAsync(async () =>
    {
        RedisValue share = percent is { } value ? Math.Clamp(double.IsNaN(value) ? 0 : value, 0, 100).ToString("R", CultureInfo.InvariantCulture) : "";
        var answer = await scripts.RunAsync(TaskScripts.Note, claimed.Id, claimed.Attempt, share, message is null ? 0 : 1, message ?? "");
        return answer.IsNull ? null : Read(answer);
    });

    public ValueTask<TaskRecord?> EndAsync(TaskRecord claimed, AttemptEnd end) => TryAsync(async () =>
    {
        RedisValue[] how = end switch
        {
            AttemptEnd.Succeeded done => ["succeeded", done.Result ?? [], 0],
            AttemptEnd.Failed { RetryAfter: { } pause } failed => ["retrying", TaskHash.ErrorOf(failed.Error), scripts.Now + Milliseconds(pause)],
            AttemptEnd.Failed failed => ["failed", TaskHash.ErrorOf(failed.Error), 0],
            AttemptEnd.HandedBack => ["back", "", 0],
            _ => ["cancelled", "", 0],
        };
        var answer = await scripts.RunAsync(TaskScripts.End, [claimed.Id, claimed.Attempt, .. how]);
        _running.Remove(claimed);
        if (answer.IsNull) return null;
        var ended = Read(answer);

        // It waits again, or the next one with its key may go. Who has a worker free now looks by himself.
        if (ended.State == TaskState.Queued || (ended.Key is not null && ended.State.IsFinal())) await TellArrivedAsync(ended.Kind);
        return ended;
    });

    /// <summary>Nobody waits for it: what is not noted is told once more.</summary>
    public void Told(string id)
    {
        try
        {
            link.Database.SortedSetRemove($"{scripts.Prefix}untold", id, CommandFlags.FireAndForget);
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            // The connection is gone.
        }
    }

    public ValueTask<CancelOutcome> CancelAsync(string id) => TryAsync<CancelOutcome>(async () =>
    {
        var answer = await scripts.RunAsync(TaskScripts.Cancel, id);
        switch ((string)answer[0]!)
        {
            case "unknown": return new CancelOutcome.Unknown();
            case "late": return new CancelOutcome.TooLate(Read(answer[1]));
            default:
                var task = Read(answer[1]);
                if (task.State == TaskState.Running) await TellUnwantedAsync(task);
                else await TellArrivedAsync(task.Kind);
                return new CancelOutcome.Done(task);
        }
    });

    public ValueTask<TaskRecord?> FindAsync(string id) => TryAsync(async () => await AskAsync(id) is { Length: > 0 } answer ? Read(answer) : null);

    public ValueTask<TaskList> ListAsync(TaskQuery query) => TryAsync(async () =>
    {
        var (found, before, read) = (new List<TaskRecord>(), query.Before, 0);
        var line = $"{scripts.Prefix}{(query.IsOpen == true ? "open" : "all")}{(query.Owner is { } owner ? $":{owner}" : "")}";
        while (found.Count < query.Count)
        {
            if (read >= query.MostRead) return new TaskList(found, before);
            var ids = await link.Database.SortedSetRangeByValueAsync(line, default, before ?? default(RedisValue), Exclude.Stop, Order.Descending, take: Math.Min(Page, query.MostRead - read));
            if (ids.Length == 0) break;
            var tasks = await Task.WhenAll(ids.Select(id => AskAsync((string)id!)));
            found.AddRange(ReadAll(tasks.Where(task => task.Length > 0)).Where(query.Fits).Take(query.Count - found.Count));
            (before, read) = ((string)ids[^1]!, read + ids.Length);
        }

        return new TaskList(found, ReadTo: null);
    });

    public ValueTask<IReadOnlyList<TaskRecord>> KeepAsync() => TryAsync<IReadOnlyList<TaskRecord>>(async () =>
    {
        RedisValue[] arguments =
        [
            Milliseconds(_options.Lease), Milliseconds(_options.KeepEnded), _contact.IsLasting ? 1 : 0, TaskRecord.MostLosses, TaskHash.ErrorOf(TaskRecord.Lost),
            .. _running.All.SelectMany(task => new RedisValue[] { task.Id, task.Attempt }),
        ];
        var answer = await scripts.RunAsync(TaskScripts.Keep, arguments);
        _contact.Note();
        foreach (var pair in ((string[])answer[0]!).Chunk(2)) Unwanted?.Invoke(pair[0], int.Parse(pair[1], CultureInfo.InvariantCulture));
        foreach (var kind in ((string[])answer[2]!).Distinct()) await TellArrivedAsync(kind);
        return [.. ReadAll((RedisResult[])answer[1]!)];
    });

    private Task<RedisResult> AskAsync(string id) => link.Database.ExecuteAsync("HGETALL", (RedisKey)$"{scripts.Prefix}task:{id}");

    private void Heard(RedisValue news)
    {
        switch (((string?)news)?.Split(' ', MostWords))
        {
            case ["arrived", var kind]:
                Arrived?.Invoke(kind);
                break;
            case ["unwanted", var id, var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var attempt):
                Unwanted?.Invoke(id, attempt);
                break;
            default:
                metrics.Malformed();
                break;
        }
    }

    private Task<long> TellArrivedAsync(string kind)
    {
        Arrived?.Invoke(kind);
        return TellAsync($"arrived {kind}");
    }

    private Task<long> TellUnwantedAsync(TaskRecord task)
    {
        Unwanted?.Invoke(task.Id, task.Attempt);
        return TellAsync($"unwanted {task.Id} {task.Attempt}");
    }

    /// <summary>A word that is lost costs a second.</summary>
    private Task<long> TellAsync(string news) => link.Database.PublishAsync(link.Channel(Channel), news, CommandFlags.FireAndForget);

    private static async ValueTask<T> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            throw new BoardUnavailableException("Redis cannot be reached at the moment.", e);
        }
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
