using System.Buffers;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.TestKit.Raw;
using RealtimeHub.TestKit.Witnesses;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Handoffs;

/// <summary>
/// A subscriber of a shard without a hub and without a socket: real connections of SignalR over pipes in memory, so small that
/// writes are held up all the time.
/// </summary>
internal sealed class PipedHandoffClient : IWitnessedClient
{
    private const int RoomFor = 2_048;

    private readonly RunningShard _shard;
    private readonly IReadOnlyDictionary<string, TopicLog> _logs;
    private readonly WireProtocol _protocol;
    private readonly CancellationToken _stop;
    private PipedClient? _client;
    private Subscriber? _subscriber;

    public PipedHandoffClient(RunningShard shard, IReadOnlyDictionary<string, TopicLog> logs, WireProtocol protocol, Witness witness, CancellationToken stop) =>
        (_shard, _logs, _protocol, Witness, _stop) = (shard, logs, protocol, witness, stop);

    public Witness Witness { get; }

    public Task ConnectAsync()
    {
        _client = new PipedClient(_protocol.Name, RoomFor);
        _subscriber = _shard.Attach(_client, _protocol.Name);
        Witness.Connected();
        return Task.CompletedTask;
    }

    public async Task SubscribeAsync(string topic)
    {
        var since = Witness.PositionOf(topic);
        var start = Witness.Now;
        var done = Assert.IsType<SubscribeOutcome.Done>(await SendAsync(topic, since));

        // What the hub does: the reply is written, and then the events may follow.
        Witness.Subscribed(start, done.Reply, since);
        done.Subscription.Activate();
    }

    public Task SendSubscribeAsync(string topic)
    {
        _ = SendAsync(topic, Witness.PositionOf(topic));
        return Task.CompletedTask;
    }

    public async Task UnsubscribeAsync(string topic)
    {
        await FanOutService.UnsubscribeAsync(_subscriber!, TopicName.Parse(topic)).WaitAsync(_stop);
        TakeWhatIsThere();
        Witness.Unsubscribed(topic);
    }

    public async Task ReadUntilAsync(Func<Witness, bool> isEnough)
    {
        while (!isEnough(Witness))
        {
            var read = await _client!.Written.ReadAsync(_stop);
            Assert.False(read.IsCompleted, "the server has ended the connection");
            Take(read.Buffer);
        }
    }

    public void Kill()
    {
        if (_client is null) return;
        Witness.Disconnected();
        _client.Break();
        FanOutService.Detach(_subscriber!);
        _client = null;
    }

    public void Dispose() => Kill();

    private Task<SubscribeOutcome> SendAsync(string topic, StreamPosition? since) =>
        FanOutService.SubscribeAsync(_subscriber!, _logs[topic], new SubscribeRequest { Since = since, Conflate = Witness.Conflates }).WaitAsync(_stop);

    private void TakeWhatIsThere()
    {
        while (_client!.Written.TryRead(out var read)) Take(read.Buffer);
    }

    private void Take(ReadOnlySequence<byte> buffer)
    {
        // Writes are whole messages, so a read never ends within one.
        var input = buffer;
        while (_protocol.Read(ref input) is { } message) Witness.Take(Assert.IsType<InvocationMessage>(message));
        Assert.True(input.IsEmpty, "bytes are left over");
        _client!.Written.AdvanceTo(buffer.End);
    }
}
