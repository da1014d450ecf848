using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;
using RealtimeHub.Limits;

namespace RealtimeHub.Connections;

/// <summary>
/// Decides whether a new connection is taken, before anything is spent on it: the node has a limit below that of its open files, users and
/// addresses have theirs, and new ones may not come faster than they can be served.
/// </summary>
internal sealed partial class Admission
{
    private readonly Limiter _limiter;
    private readonly LimitOptions _limits;
    private readonly MemoryWatch _memory;
    private readonly RealtimeHubMetrics _metrics;
    private readonly ILogger<Admission> _logger;
    private readonly LogThrottle _limitLog;
    private readonly LogThrottle _memoryLog;
    private long _newConnections;
    private int _places;

    public Admission(
        IOptions<RealtimeHubOptions> options, Limiter limiter, MemoryWatch memory, RealtimeHubMetrics metrics, TimeProvider clock, ILogger<Admission> logger)
    {
        MaxConnections = options.Value.Connections.MaxConnections ?? OpenFiles.ConnectionsBelowLimit();
        (_limits, _limiter, _memory, _metrics, _logger) = (options.Value.Limits, limiter, memory, metrics, logger);
        (_limitLog, _memoryLog) = (new LogThrottle(clock), new LogThrottle(clock));
    }

    /// <summary>How many connections the node holds at most.</summary>
    public int MaxConnections { get; }

    /// <summary>Takes a place for a connection that begins.</summary>
    /// <returns>Why there is none; null when there is.</returns>
    public AdmissionRefusal? TryEnter(in Visitor visitor, out Place? place)
    {
        place = null;
        if (TooFast(visitor) is { } tooFast) return Refused("rate", tooFast);
        if (Interlocked.Increment(ref _places) > MaxConnections)
        {
            GiveBack();
            if (_limitLog.MayLog()) LogConnectionLimit(MaxConnections);
            return Refused("limit", AdmissionRefusal.Full);
        }

        if (_memory.IsHigh)
        {
            GiveBack();
            if (_memoryLog.MayLog()) LogMemory(_memory.Watermark);
            return Refused("memory", AdmissionRefusal.Full);
        }

        var taken = Take(visitor);
        if (TooMany(taken, visitor) is { } tooMany)
        {
            taken.Release();
            return Refused("caller", tooMany);
        }

        place = taken;
        return null;
    }

    /// <summary>Counts a connection that is there already, because it has come with several requests.</summary>
    /// <param name="visitor">Whose it is.</param>
    /// <param name="refusal">Why it is to be closed again; null when it may stay.</param>
    public Place Enter(in Visitor visitor, out AdmissionRefusal? refusal)
    {
        var isFull = Interlocked.Increment(ref _places) > MaxConnections;
        var place = Take(visitor);
        refusal = isFull ? Refused("limit", AdmissionRefusal.Full) : TooMany(place, visitor) is { } tooMany ? Refused("caller", tooMany) : null;
        return place;
    }

    /// <summary>Nobody is taken any more.</summary>
    public AdmissionRefusal RefuseAll() => Refused("draining", AdmissionRefusal.Draining);

    /// <summary>A place of the node is free again.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _places);

    private Place Take(in Visitor visitor) => new(
        this,
        visitor.User is { } user ? _limiter.Users.Enter(user, visitor.IsAnonymous) : null,
        visitor.Address is { } address ? _limiter.Addresses.Enter(address, visitor.IsAnonymous) : null,
        visitor.IsAnonymous);

    private AdmissionRefusal? TooFast(in Visitor visitor)
    {
        var now = _limiter.Now;
        if (visitor.Address is { } address)
        {
            var wait = _limiter.Take(_limiter.Connects, ref _limiter.Addresses.Find(address).Connects, now);
            if (wait > 0) return AdmissionRefusal.TooFast(_limiter.ToTime(wait));
        }

        var nodes = _limiter.Take(_limiter.NewConnections, ref _newConnections, now);
        return nodes > 0 ? AdmissionRefusal.TooManyNew(_limiter.ToTime(nodes)) : null;
    }

    private AdmissionRefusal? TooMany(Place place, in Visitor visitor)
    {
        if (!_limiter.IsEnabled) return null;
        if (place.User?.Connections > _limits.User.MaxConnections && _limiter.Reached("user.connections"))
        {
            return AdmissionRefusal.TooMany("user", "User:MaxConnections");
        }

        if (place.Address?.Connections > _limits.Address.MaxConnections && _limiter.Reached("address.connections"))
        {
            return AdmissionRefusal.TooMany("address", "Address:MaxConnections");
        }

        return visitor.IsAnonymous && place.Address?.Anonymous > _limits.Address.MaxAnonymousConnections && _limiter.Reached("address.anonymous")
            ? AdmissionRefusal.TooMany("address", "Address:MaxAnonymousConnections")
            : null;
    }

    private AdmissionRefusal Refused(string reason, AdmissionRefusal refusal)
    {
        _metrics.ConnectionRefused(reason);
        return refusal;
    }

    [LoggerMessage(EventId = 1203, Level = LogLevel.Warning,
        Message = "The process uses more than {Watermark} bytes of memory: no new connection is taken (503), the open ones are served. See RealtimeHub:Connections:MemoryWatermark.")]
    private partial void LogMemory(long watermark);

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning,
        Message = "The node holds {MaxConnections} connections and takes no new one (503). Raise RealtimeHub:Connections:MaxConnections, or add a node.")]
    private partial void LogConnectionLimit(int maxConnections);
}
