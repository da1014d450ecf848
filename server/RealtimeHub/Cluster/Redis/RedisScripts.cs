using System.Reflection;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Redis;

/// <summary>The scripts that run inside Redis. They are loaded as they are, and never made of what somebody sends.</summary>
internal sealed class RedisScripts(RedisLink link)
{
    private static readonly string Open = Load("open");
    private static readonly string Rotate = Load("rotate");
    private static readonly string ReadText = Load("read");
    private static readonly string Beat = Load("beat");

    /// <summary>The one that publishes. Whoever runs it loads it himself: see the guard against rollbacks.</summary>
    public static string Publish { get; } = Load("publish");

    public Task<RedisResult> OpenAsync(RedisKey state, RedisKey stream, string epoch, TimeSpan expiry) =>
        RunAsync(Open, [state, stream], [epoch, (long)expiry.TotalMilliseconds]);

    public Task<RedisResult> RotateAsync(RedisKey state, string over, string next) => RunAsync(Rotate, [state], [over, next]);

    /// <param name="state">Where the topic stands.</param>
    /// <param name="stream">Its events.</param>
    /// <param name="from">The first offset that is wanted.</param>
    /// <param name="count">How many events at most.</param>
    /// <param name="newestFirst">Whether the newest come first.</param>
    /// <param name="notBefore">What was accepted before is left out, and the first offset after it is told; null to leave nothing out.</param>
    public Task<RedisResult> ReadAsync(RedisKey state, RedisKey stream, long from, int count, bool newestFirst = false, DateTimeOffset? notBefore = null) =>
        RunAsync(ReadText, [state, stream], [from, "+", count, newestFirst ? 1 : 0, notBefore?.ToUnixTimeMilliseconds() ?? 0]);

    public Task<RedisResult> BeatAsync(RedisKey nodes, string id, string status, TimeSpan expiry) =>
        RunAsync(Beat, [nodes], [id, status, (long)expiry.TotalMilliseconds]);

    public async Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await link.Database.ScriptEvaluateAsync(script, keys, values);
        }
        catch (RedisServerException e) when (IsUnknown(e))
        {
            // It was forgotten since it was loaded: the library loads it again the next time.
            return await link.Database.ScriptEvaluateAsync(script, keys, values);
        }
    }

    public static bool IsUnknown(RedisServerException e) => e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    public static string Load(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var resource = assembly.GetManifestResourceNames().Single(known => known.EndsWith($".{name}.lua", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
