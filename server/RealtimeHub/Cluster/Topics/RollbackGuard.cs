using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Nodes;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Control;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Topics;

/// <summary>
/// Publishes only where no offset can be given out twice. A server that was restarted, or that takes over from another, may stand at an older state than what nodes have told
/// their clients. So publishing there begins when all nodes have compared what they know with it, and the topics that went back have begun another life.
/// </summary>
/// <remarks>
/// A server is known by its script: the script that publishes carries a number of this node, so a server has it only when this node has loaded it since the server's start. That
/// costs a publish nothing. Which state of the data a server stands for, its replication id tells: it is another one after each start and each promotion.
/// See docs/decisions/0017.
/// </remarks>
internal sealed partial class RollbackGuard(
    RedisLink link, SharedTopics topics, NodeDirectory nodes, NodeCalls calls, ClusterMetrics metrics, IOptions<RealtimeHubOptions> options, ILogger<RollbackGuard> logger)
{
    private readonly RedisOptions _options = options.Value.Redis;
    private readonly Lock _gate = new();

    private volatile Script _script = Script.New();
    private Task? _admitting;

    /// <summary>The states of Redis servers with which this node has compared what it knows.</summary>
    private ImmutableHashSet<string> Compared => nodes.Histories;

    /// <summary>Runs the script that publishes.</summary>
    /// <returns>Its answer; null when the server had to be let in first: then it is to be tried again.</returns>
    /// <exception cref="RedisException">Redis does not answer, or refuses.</exception>
    /// <exception cref="TimeoutException">Not all nodes have compared yet.</exception>
    public async ValueTask<RedisResult?> TryRunAsync(RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await link.Database.ScriptEvaluateAsync(_script.Hash, keys, values);
        }
        catch (RedisServerException e) when (RedisScripts.IsUnknown(e))
        {
            await AdmitAsync().WaitAsync(_options.CommandTimeout);
            return null;
        }
    }

    /// <summary>Lets the servers in that have not been let in yet.</summary>
    public Task AdmitAsync()
    {
        lock (_gate)
        {
            if (_admitting is null or { IsCompleted: true }) _admitting = Task.Run(AdmitAllAsync);
            return _admitting;
        }
    }

    private async Task AdmitAllAsync()
    {
        while (true)
        {
            var servers = await HistoriesAsync();
            if (servers.Where(server => !Compared.Contains(server.History)).Select(server => server.History).ToList() is { Count: > 0 } unknown) await SurveyAsync(unknown);
            var script = _script;
            foreach (var (server, _) in servers) await server.ScriptLoadAsync(script.Text);

            // Changed in between, and has the script now, without having been looked at: it needs another one.
            if ((await HistoriesAsync()).All(server => Compared.Contains(server.History))) return;
            _script = Script.New();
        }
    }

    private async Task SurveyAsync(List<string> histories)
    {
        // They may not have noticed: nobody has published there, and the connection need not have broken.
        await calls.TellAsync(NodeRequests.Compare);
        await topics.CheckAllAsync(isDoubtful: true);
        await nodes.AnnounceAsync(histories);
        var waitedFor = await nodes.WaitForOthersAsync(histories, _options.SurveyTimeout);
        metrics.Surveyed(waitedFor.Count == 0 ? "complete" : "incomplete");
        if (waitedFor.Count == 0) LogSurveyed(histories.Count);
        else LogIncomplete(_options.SurveyTimeout, string.Join(", ", waitedFor));
    }

    private async Task<IReadOnlyList<(IServer Server, string History)>> HistoriesAsync()
    {
        var found = new List<(IServer, string)>();
        foreach (var server in link.Masters)
        {
            var info = await server.InfoAsync("replication");
            if (info.SelectMany(group => group).FirstOrDefault(pair => pair.Key == "master_replid").Value is { } history) found.Add((server, history));
        }

        return found.Count > 0 ? found : throw new RedisException("no server can be reached");
    }

    [LoggerMessage(EventId = 1703, Level = LogLevel.Information, Message = "All nodes have compared their topics with Redis ({Servers} servers that they did not know): publishing goes on.")]
    private partial void LogSurveyed(int servers);

    [LoggerMessage(EventId = 1704, Level = LogLevel.Warning,
        Message = "Redis was restarted or another server has taken over, and these nodes have not compared their topics with it within {Timeout}: {Nodes}. Publishing goes on without them. See RealtimeHub:Redis:SurveyTimeout.")]
    private partial void LogIncomplete(TimeSpan timeout, string nodes);

    /// <summary>The script that publishes, with a number that nobody else has.</summary>
    private sealed record Script(string Text, byte[] Hash)
    {
        private const int NumberBytes = 16;

        public static Script New()
        {
            var text = $"-- {RandomNumberGenerator.GetHexString(2 * NumberBytes, lowercase: true)}\n{RedisScripts.Publish}";
#pragma warning disable CA5350 // Redis names its scripts by SHA-1; nothing rests on its strength.
            return new Script(text, SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
        }
    }
}
