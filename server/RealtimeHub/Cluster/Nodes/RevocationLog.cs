using System.Globalization;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Control;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Nodes;

/// <summary>The revocations of all nodes, in Redis: a node that is told nothing, or comes later, reads them there.</summary>
internal sealed class RevocationLog(RedisLink link, Lazy<Operator> here, IOptions<RealtimeHubOptions> options) : IDisposable
{
    private const int PageEntries = 1_000;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly int _most = options.Value.Tokens.MaxRevocations;
    private RedisValue _last = "0-0";

    private RedisKey Key => link.Keys.OfCluster("revocations");

    public Task AddAsync(RevocationRequest revocation) => link.Database.StreamAddAsync(
        Key, Fields(revocation), maxLength: _most, useApproximateMaxLength: true);

    /// <summary>Takes over what was added since the last time, by whatever node.</summary>
    /// <returns>How many connections were closed for it.</returns>
    public async Task<int> ReadAsync()
    {
        var closed = 0;
        await _reading.WaitAsync();
        try
        {
            while (await link.Database.StreamRangeAsync(Key, After(_last), "+", PageEntries) is { Length: > 0 } entries)
            {
                foreach (var entry in entries) closed += here.Value.RevokeHere(Of(entry)) ?? 0;
                _last = entries[^1].Id;
            }

            return closed;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private static string After(RedisValue id) => $"({id}";

    private static NameValueEntry[] Fields(RevocationRequest revocation) => revocation.Jti is { } id
        ? [new("jti", id)]
        : [new("user", revocation.User), new("before", revocation.IssuedBefore!.Value.ToString(CultureInfo.InvariantCulture))];

    private static RevocationRequest Of(StreamEntry entry) => new(entry["jti"], entry["user"].IsNull ? null : (string?)entry["user"] ?? "", entry["before"].TryParse(out long before) ? before : null);
}
