using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Sources;
using StackExchange.Redis;

namespace RealtimeHub.Server.Sources.RedisStreams;

/// <summary>
/// Consumes one stream with a consumer group. One entry after the other, so that they keep their order; each is acknowledged when its event stands in the log, so that none is lost. What
/// cannot be published now is waited for, what never can is set aside.
/// </summary>
internal sealed partial class RedisStreamSource(
    string name, RedisStreamOptions options, IOptions<RealtimeHubOptions> hub, RedisStreamMetrics metrics, TimeProvider clock, ILogger<RedisStreamSource> logger) : IEventSource
{
    private const int LogEvery = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;
    private readonly StreamRow _row = new(options);
    private readonly string _consumer = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}");

    // Touched only by the one run that there is at a time.
    private long _setAside;
    private bool _isAway;

    // Whoever makes a group again that was lost must not leave out what has come in between.
    private bool _hadGroup;

    public string Name => name;

    public async Task RunAsync(ChannelWriter<SourceEvent> events, CancellationToken stopping)
    {
        await using var redis = await ConnectAsync();
        var group = new ConsumerGroup(redis.GetDatabase(), options, _consumer);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ConsumeAsync(group, events, stopping);
            }
            catch (Exception e) when (RedisTrouble.IsAway(e))
            {
                if (!_isAway) LogAway(name, e.Message);
                _isAway = true;
                await Task.Delay(Pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // What was read and not published is for whoever comes next.
            }
        }

        await LeaveAsync(group);
    }

    private Task<ConnectionMultiplexer> ConnectAsync()
    {
        var address = options.Configuration ?? hub.Value.Redis.Configuration;
        if (string.IsNullOrWhiteSpace(address)) throw new InvalidOperationException($"{name}: Configuration is not set, and RealtimeHub:Redis:Configuration neither.");
        var configuration = ConfigurationOptions.Parse(address);
        configuration.AbortOnConnectFail = false;
        configuration.ClientName = "realtimehub-source";

        // Nobody waits for a Redis that is not there: what is asked of it now is asked again later.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ReconnectRetryPolicy = new LinearRetry((int)Pause.TotalMilliseconds);
        return ConnectionMultiplexer.ConnectAsync(configuration);
    }

    private async Task ConsumeAsync(ConsumerGroup group, ChannelWriter<SourceEvent> events, CancellationToken stopping)
    {
        await group.MakeAsync(_hadGroup ? RedisStreamStart.Beginning : options.StartAt);
        _hadGroup = true;
        if (_isAway) LogBack(name);
        _isAway = false;
        await HandleOwnAsync(group, events, stopping);
        while (!stopping.IsCancellationRequested)
        {
            var looked = clock.GetTimestamp();
            while (await group.TakeOverAsync()) await HandleOwnAsync(group, events, stopping);
            while (clock.GetElapsedTime(looked) < options.TakeOverAfter)
            {
                if (await group.ReadNewAsync() is { Length: > 0 } entries) await HandleAsync(group, events, entries, stopping);
                else await Task.Delay(options.PollInterval, clock, stopping);
            }
        }
    }

    /// <summary>Handles what was handed out before, the oldest first. An entry with which each consumer dies must not go around for ever.</summary>
    private async Task HandleOwnAsync(ConsumerGroup group, ChannelWriter<SourceEvent> events, CancellationToken stopping)
    {
        while (await group.ReadOwnAsync() is { } entry)
        {
            if (await group.DeliveriesAsync(entry) is var count && count <= options.MaxTries)
            {
                await HandleAsync(group, events, [entry], stopping);
                continue;
            }

            await SetAsideAsync(group, entry, $"it was handed out {count} times, and nobody has acknowledged it");
            await group.AcknowledgeAsync([entry.Id]);
        }
    }

    private async Task HandleAsync(ConsumerGroup group, ChannelWriter<SourceEvent> events, StreamEntry[] entries, CancellationToken stopping)
    {
        var held = new HeldEntries(group, options.TakeOverAfter, clock);
        try
        {
            foreach (var entry in entries) await HandleAsync(group, held, events, entry, stopping);
        }
        finally
        {
            await held.AcknowledgeAsync();
        }
    }

    /// <summary>Tries until the event stands in the log, or never will, or until somebody else has taken the entry over.</summary>
    private async Task HandleAsync(ConsumerGroup group, HeldEntries held, ChannelWriter<SourceEvent> events, StreamEntry entry, CancellationToken stopping)
    {
        for (var tries = 1; await held.HasAsync(entry); tries++)
        {
            var (isOver, problem) = await TryAsync(held, events, entry, tries, stopping);
            if (problem is not null) await SetAsideAsync(group, entry, problem);
            if (isOver)
            {
                held.Done(entry);
                return;
            }

            // What stands in the log does not wait with it: it would come again.
            await held.AcknowledgeAsync();
            await Task.Delay(Pause, clock, stopping);
        }
    }

    /// <returns>Whether that was the last try, and why the event will never stand in the log.</returns>
    private async Task<(bool IsOver, string? Problem)> TryAsync(HeldEntries held, ChannelWriter<SourceEvent> events, StreamEntry entry, int tries, CancellationToken stopping)
    {
        // Somebody has deleted it from the stream.
        if (entry.Values is not { Length: > 0 }) return (true, null);
        var (made, problem) = _row.Read(entry);
        if (made is null) return (true, problem);
        var published = new TaskCompletionSource<PublishOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        await events.WriteAsync(made with { Published = outcome => published.TrySetResult(outcome) }, stopping);
        if (await published.Task.WaitAsync(stopping) is not PublishOutcome.Rejected refused) return (true, null);
        var mayPass = refused.Code == ErrorCode.Internal ? tries < options.MaxTries : IsForNow(refused.Code);
        if (!mayPass) return (true, refused.Reason);
        if (tries == 1) LogWaits(name, made.Topic, (int)refused.Code, refused.Reason);
        if (tries == 1 && IsForNow(refused.Code)) await held.ForgiveAsync(entry);
        return (false, null);
    }

    private async Task SetAsideAsync(ConsumerGroup group, StreamEntry entry, string reason)
    {
        await group.SetAsideAsync(entry, reason);
        metrics.SetAside(name);
        if (++_setAside % LogEvery == 1) LogSetAside(name, entry.Id, options.Poison, reason, _setAside, LogEvery);
    }

    private static async Task LeaveAsync(ConsumerGroup group)
    {
        try
        {
            await group.LeaveAsync();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // Then it is listed there for good, and does no harm.
        }
    }

    /// <summary>The entry is not to blame.</summary>
    private static bool IsForNow(ErrorCode code) => code is ErrorCode.Unavailable or ErrorCode.RateLimited or ErrorCode.TopicLimit;
}
