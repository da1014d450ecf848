using System.Collections.Concurrent;
using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.Ledger;
using RealtimeHub.TestKit.Witnesses;

namespace ClusterTests.Support;

/// <summary>
/// A client of ours that follows some topics, and writes down all that its application sees. It begins at one node; when it loses that it goes to the next one by itself.
/// </summary>
internal sealed class RunSubscriber : IAsyncDisposable
{
    private const int MaxQueued = 1_000_000;

    private readonly ClusterRun _run;
    private readonly int _number;
    private readonly IReadOnlyList<string> _topics;
    private readonly ConcurrentDictionary<string, StreamPosition> _positions = new(StringComparer.Ordinal);
    private readonly List<Task> _loops = [];
    private RealtimeHubClient? _client;
    private int _tries;

    public RunSubscriber(ClusterRun run, int number)
    {
        (_run, _number) = (run, number);
        _topics = [.. Enumerable.Range(0, run.Plan.TopicsOfEachSubscriber).Select(n => run.Topics[(number + (n * 5)) % run.Topics.Count]).Distinct()];
    }

    /// <summary>Connects, and returns when it follows all its topics.</summary>
    public async Task BeginAsync()
    {
        var options = new RealtimeHubClientOptions
        {
            Reconnect = new ReconnectOptions { MinDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(1) },
            AttemptTimeout = TimeSpan.FromSeconds(5),
            MaxQueuedEvents = MaxQueued,
            ConfigureHttp = http => http.Url = HubOf(_number + _tries++),
        };
        _client = await RealtimeHubClient.ConnectAsync(HubOf(_number).ToString(), options);
        _client.StateChanged += (_, change) =>
        {
            if (change.State is ConnectionState.Connected) _run.Tally.CameBack();
            else if (change.State is ConnectionState.Waiting { Attempt: 1 } lost) _run.Tally.Lost(lost.Reason.Message);
        };
        foreach (var topic in _topics) _loops.Add(Task.Run(() => FollowAsync(_client, topic)));
        await _run.Tally.Moved.UntilAsync(() => _topics.All(_positions.ContainsKey) || _run.Tally.Faults.Count > 0, Patience.Token);
    }

    /// <summary>Whether it has everything up to there.</summary>
    public bool HasReached(IReadOnlyDictionary<string, StreamPosition?> heads) =>
        _topics.All(topic => _run.Heads.HasReached(topic, _positions.GetValueOrDefault(topic), heads[topic]));

    public override string ToString() =>
        $"subscriber {_number} ({_client?.State}): {string.Join(", ", _topics.Select(topic => $"{topic} at {_positions.GetValueOrDefault(topic)} of {_run.Heads[topic]}"))}";

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        await Task.WhenAll(_loops);
    }

    private Uri HubOf(int node) => new(_run.Nodes[node % _run.Nodes.Count], HubNames.Path);

    private async Task FollowAsync(RealtimeHubClient client, string topic)
    {
        try
        {
            await foreach (var item in client.Subscribe<string>(topic, new SubscribeOptions { OnSubscribed = Take })) Take(item);
        }
        catch (Exception e)
        {
            _run.Tally.Fault($"subscriber {_number} on {topic}: {e}");
        }
    }

    /// <summary>When the call was made is not known here.</summary>
    private void Take(Subscribed subscribed)
    {
        var topic = subscribed.Topic;
        var since = subscribed.Resubscribed ? _positions[topic] : null;
        var head = new StreamPosition(subscribed.Epoch, subscribed.Offset);
        var reply = new SubscribeReply
        {
            Topic = topic, Epoch = subscribed.Epoch, Offset = subscribed.Offset, Recovered = subscribed.Recovered, Reason = ReasonOf(subscribed.Reason),
        };
        _run.Ledger.Record(new LedgerEntry.Subscribed(Witness.Now, _number, Start: 0, reply, since));
        _run.Heads.Note(topic, head);
        MoveTo(topic, subscribed.Recovered && since is not null ? since : head);
    }

    private void Take(HubItem<string> item)
    {
        switch (item)
        {
            case HubEvent<string> { Topic: var topic } e:
                _run.Ledger.Record(new LedgerEntry.Delivered(Witness.Now, _number, topic, e.Epoch, e.Offset, PubId.Parse(e.Data)));
                MoveTo(topic, e.Position);
                break;
            case HubMissed<string> { Missed: { Reason: MissedReason.Slow or MissedReason.Expired or MissedReason.LocalQueue } missed }:
                _run.Ledger.Record(new LedgerEntry.Gap(Witness.Now, _number, missed.Topic, missed.From, missed.To, missed.Reason.ToString()));
                MoveTo(missed.Topic, item.Position);
                break;

            // The others repeat what the reply has said, or name a hole that the next event shows.
        }
    }

    private void MoveTo(string topic, StreamPosition position)
    {
        _positions[topic] = position;
        _run.Tally.Delivered();
    }

    private static string? ReasonOf(MissedReason? reason) => reason switch
    {
        MissedReason.EpochChanged => RecoveryReasons.EpochChanged,
        MissedReason.TooOld => RecoveryReasons.TooOld,
        MissedReason.Ahead => RecoveryReasons.Ahead,
        null => null,
        _ => reason.ToString(),
    };
}
