using RealtimeHub.Cluster.Redis;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Tasks;

/// <summary>The scripts of background tasks. All they touch lies in one slot, so each of them is one step that others see whole or not at all.</summary>
internal sealed class TaskScripts(RedisLink link, RedisScripts scripts, TimeProvider clock)
{
    private static readonly string Shared = RedisScripts.Load("tasks");

    public static string Start { get; } = Load("task-start");

    public static string Claim { get; } = Load("task-claim");

    public static string Look { get; } = Load("task-look");

    public static string Note { get; } = Load("task-note");

    public static string End { get; } = Load("task-end");

    public static string Cancel { get; } = Load("task-cancel");

    public static string Keep { get; } = Load("task-keep");

    /// <summary>What the names of all keys begin with.</summary>
    public string Prefix => link.Keys.Tagged("t", "tasks", "");

    /// <summary>In milliseconds since 1970.</summary>
    public long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <param name="script">One of them.</param>
    /// <param name="arguments">What it wants, from the third on.</param>
    public Task<RedisResult> RunAsync(string script, params RedisValue[] arguments) =>
        scripts.RunAsync(script, [$"{Prefix}all"], [Prefix, Now, .. arguments]);

    private static string Load(string name) => $"{Shared}\n{RedisScripts.Load(name)}";
}
