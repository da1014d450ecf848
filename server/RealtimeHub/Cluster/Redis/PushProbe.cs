using System.Collections.Concurrent;
using System.Globalization;
using RealtimeHub.Cluster.Nodes;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Redis;

/// <summary>
/// Publishes something to this node again and again, the way events go, and looks whether it comes: a connection for pushes can be open and silent, and nothing else would tell.
/// </summary>
internal sealed class PushProbe(RedisLink link, NodeDirectory nodes, ClusterMetrics metrics)
{
    private const int MostTags = 4_096;

    // One for each channel, whoever follows it how often: what is sent has to come to the one that is asked.
    private readonly ConcurrentDictionary<string, Probe> _known = new(StringComparer.Ordinal);
    private List<Probe> _probes = [];
    private volatile bool _isStarving;

    /// <summary>Whether the last ones did not arrive, although Redis has taken them.</summary>
    public bool IsStarving => _isStarving;

    /// <summary>Follows the channels of the probes: one for each server that tells.</summary>
    public async Task FollowAsync()
    {
        var probes = Channels().Select(channel => _known.GetOrAdd(channel, name => new Probe(name, metrics))).ToList();
        foreach (var probe in probes)
        {
            await link.FollowAsync(probe.Channel, probe.Heard);
            probe.BeginAnew();
        }

        var gone = _probes.Except(probes).ToList();
        _probes = probes;
        foreach (var probe in gone) await link.LeaveAsync(probe.Channel, probe.Heard);
    }

    /// <summary>Looks whether the probes have come that were sent the last time, and sends the next.</summary>
    /// <returns>Whether one has not.</returns>
    public async Task<bool> LookAsync()
    {
        var probes = _probes;
        _isStarving = probes.Exists(probe => probe.IsMissing);
        foreach (var probe in probes) await probe.SendAsync(link);
        return _isStarving;
    }

    private IEnumerable<string> Channels() => link.IsSharded ? OnePerServer() : [Name("0")];

    private IEnumerable<string> OnePerServer()
    {
        var servers = link.Masters.Select(server => server.EndPoint).ToHashSet();
        for (var i = 0; i < MostTags && servers.Count > 0; i++)
        {
            var name = Name(i.ToString("x", CultureInfo.InvariantCulture));
            if (link.EndPointOf(name) is { } endPoint && servers.Remove(endPoint)) yield return name;
        }
    }

    private string Name(string tag) => link.Keys.Tagged("p", tag, nodes.Id);

    private sealed class Probe(string channel, ClusterMetrics metrics)
    {
        private long _sent;
        private long _heard;

        public string Channel => channel;

        public bool IsMissing => Volatile.Read(ref _heard) < Volatile.Read(ref _sent);

        public void Heard(RedisValue number)
        {
            // Somebody else can publish there, too: what was not sent yet says nothing of what was.
            if (!number.TryParse(out long value) || value > Volatile.Read(ref _sent) + 1) metrics.Malformed();
            else if (value > Volatile.Read(ref _heard)) Volatile.Write(ref _heard, value);
        }

        /// <summary>What was sent before it was followed cannot come.</summary>
        public void BeginAnew() => Volatile.Write(ref _heard, Volatile.Read(ref _sent));

        /// <summary>One that could not be sent proves nothing about those that arrive.</summary>
        public async Task SendAsync(RedisLink link)
        {
            var number = Volatile.Read(ref _sent) + 1;
            await link.Database.PublishAsync(link.Channel(channel), number);
            Volatile.Write(ref _sent, number);
        }
    }
}
