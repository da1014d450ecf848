using System.Globalization;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using RealtimeHub.Ledger;
using RealtimeHub.TestKit.Raw;

namespace RealtimeHub.TestKit.Witnesses;

/// <summary>
/// A subscriber on a real socket that writes all it sees into a ledger. One task drives it: whatever comes is taken while it
/// waits for something, in the order of the wire.
/// </summary>
public sealed class WitnessedClient : IWitnessedClient
{
    private readonly Uri _hub;
    private readonly WireProtocol _protocol;
    private readonly CancellationToken _stop;
    private WireConnection? _connection;
    private int _calls;

    public WitnessedClient(Uri hub, WireProtocol protocol, Witness witness, CancellationToken stop) =>
        (_hub, _protocol, Witness, _stop) = (hub, protocol, witness, stop);

    public Witness Witness { get; }

    /// <summary>Stands between the wire and the witness, to see whether the witness's ledger gives a fault away.</summary>
    public Func<HubMessage, IEnumerable<HubMessage>> Tamper { get; init; } = message => [message];

    public async Task ConnectAsync()
    {
        _connection = await WireConnection.OpenAsync(_hub, _protocol, _stop);
        Witness.Connected();
    }

    /// <summary>Subscribes where the witness left off, or at the head.</summary>
    public async Task SubscribeAsync(string topic)
    {
        var since = Witness.PositionOf(topic);
        var start = Witness.Now;
        var id = await CallAsync("s", HubNames.Subscribe, Request(topic));
        await TakeAsync(message => message is CompletionMessage answer && answer.InvocationId == id, answer =>
            Witness.Subscribed(start, (SubscribeReply)ResultOf((CompletionMessage)answer)!, since));
    }

    /// <summary>Sends a subscribe call and does not wait for anything.</summary>
    public Task SendSubscribeAsync(string topic) => CallAsync("s", HubNames.Subscribe, Request(topic));

    public async Task UnsubscribeAsync(string topic)
    {
        var id = await CallAsync("u", HubNames.Unsubscribe, topic);
        await TakeAsync(message => message is CompletionMessage answer && answer.InvocationId == id, answer =>
        {
            ResultOf((CompletionMessage)answer);
            Witness.Unsubscribed(topic);
        });
    }

    /// <summary>Takes what comes until the witness has seen enough.</summary>
    public async Task ReadUntilAsync(Func<Witness, bool> isEnough)
    {
        while (!isEnough(Witness)) await TakeNextAsync(_ => false, _ => { });
    }

    /// <summary>Cuts the connection with a reset.</summary>
    public void Kill()
    {
        _connection?.Reset();
        _connection = null;
        Witness.Disconnected();
    }

    public void Dispose() => _connection?.Dispose();

    private SubscribeRequest Request(string topic) => new() { Topic = topic, Since = Witness.PositionOf(topic), Conflate = Witness.Conflates };

    private static object? ResultOf(CompletionMessage answer) =>
        answer.Error is { } error ? throw new InvalidOperationException(error) : answer.Result;

    private async Task<string> CallAsync(string kind, string method, object argument)
    {
        var id = kind + (++_calls).ToString(CultureInfo.InvariantCulture);
        await _connection!.SendAsync(new InvocationMessage(id, method, [argument]));
        return id;
    }

    private async Task TakeAsync(Func<HubMessage, bool> isAnswer, Action<HubMessage> take)
    {
        while (!await TakeNextAsync(isAnswer, take))
        {
        }
    }

    /// <summary>Takes all that has come, and says whether the answer was among it.</summary>
    private async Task<bool> TakeNextAsync(Func<HubMessage, bool> isAnswer, Action<HubMessage> take)
    {
        var wasThere = false;
        var messages = await _connection!.ReadAsync() ?? throw new InvalidOperationException("The server ended the connection.");
        foreach (var message in messages.SelectMany(Tamper))
        {
            if (message is InvocationMessage told) Witness.Take(told);
            if (!isAnswer(message)) continue;
            take(message);
            wasThere = true;
        }

        return wasThere;
    }
}
