using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Control;
using RealtimeHub.Diagnostics;
using RealtimeHub.Security.Tokens;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Nodes;

/// <summary>The revocations of all nodes, in Redis: a node that is told nothing, or comes later, reads them there.</summary>
internal sealed partial class RevocationLog(RedisLink link, Lazy<Operator> here, TimeProvider clock, IOptions<RealtimeHubOptions> options, ILogger<RevocationLog> logger) : IDisposable
{
    private const int PageEntries = 1_000;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly int _most = options.Value.Tokens.MaxRevocations;
    private readonly TimeSpan _lifetime = Revocations.LifetimeOf(options.Value.Tokens);
    private readonly LogThrottle _fullLog = new(clock);
    private RedisValue _last = "0-0";

    private RedisKey Key => link.Keys.OfCluster("revocations");

    /// <summary>Adds one, and removes those whose time is over.</summary>
    public async Task AddAsync(RevocationRequest revocation)
    {
        var id = await link.Database.StreamAddAsync(Key, Fields(revocation), maxLength: _most, useApproximateMaxLength: true);
        await link.Database.StreamTrimByMinIdAsync(Key, (TimeOf(id) - _lifetime).ToUnixTimeMilliseconds());
    }

    /// <summary>Takes over what was added since the last time, by whatever node.</summary>
    /// <returns>How many connections were closed for it; null when the node can remember no more. What is left is tried again the next time.</returns>
    public async Task<int?> ReadAsync()
    {
        var closed = 0;
        await _reading.WaitAsync();
        try
        {
            while (await link.Database.StreamRangeAsync(Key, After(_last), "+", PageEntries) is { Length: > 0 } entries)
            {
                foreach (var entry in entries)
                {
                    if (here.Value.RevokeHere(Of(entry), TimeOf(entry.Id)) is not { } ended)
                    {
                        if (_fullLog.MayLog()) LogFull();
                        return null;
                    }

                    closed += ended;
                    _last = entry.Id;
                }
            }

            return closed;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>When an entry was added: ids begin with the time. Not later than now, whatever the clock of Redis says.</summary>
    private DateTimeOffset TimeOf(RedisValue id)
    {
        var now = clock.GetUtcNow();
        return long.TryParse(((string)id!).Split('-')[0], CultureInfo.InvariantCulture, out var time) && time < now.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(time) : now;
    }

    [LoggerMessage(EventId = 1709, Level = LogLevel.Warning,
        Message = "This node remembers as many revocations as it may, and does not take over those of other nodes: tokens that were revoked there are still valid here. See RealtimeHub:Tokens:MaxRevocations.")]
    private partial void LogFull();

    private static string After(RedisValue id) => $"({id}";

    private static NameValueEntry[] Fields(RevocationRequest revocation) => revocation.Jti is { } id
        ? [new("jti", id)]
        : [new("user", revocation.User), new("before", revocation.IssuedBefore!.Value.ToString(CultureInfo.InvariantCulture))];

    private static RevocationRequest Of(StreamEntry entry) => new(entry["jti"], entry["user"].IsNull ? null : (string?)entry["user"] ?? "", entry["before"].TryParse(out long before) ? before : null);
}
