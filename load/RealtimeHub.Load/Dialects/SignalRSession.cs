using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Dialects;

/// <summary>A session that speaks SignalR: the handshake, messages wherever frames begin and end, pings, and one subscription.</summary>
internal abstract class SignalRSession(byte[] upgrade, HubFormat format) : WebSocketSession(upgrade)
{
    private const int MaxMessage = 16 * 1_024 * 1_024;

    private Leftover _begun;
    private bool _shookHands;

    public override void KeepAlive()
    {
        if (_shookHands) Owner.Send(this, format.Ping);
    }

    protected sealed override bool TakesParts => true;

    /// <summary>The frame that subscribes.</summary>
    protected abstract ReadOnlySpan<byte> Subscribe();

    /// <summary>Whether it was an event, which is then dealt with.</summary>
    protected abstract bool TryEvent(ReadOnlySpan<byte> message, long arrival);

    /// <summary>The server's answer to the subscription.</summary>
    protected abstract void Subscribed(HubMessage reply);

    /// <summary>Any other invocation of the server.</summary>
    protected virtual void Invoked(HubMessage message)
    {
    }

    protected override void Reset()
    {
        _begun.Clear();
        _shookHands = false;
    }

    protected sealed override void Upgraded() => Owner.Send(this, format.Handshake);

    protected sealed override void Message(ReadOnlySpan<byte> message, long arrival)
    {
        if (_begun.Count == 0)
        {
            _begun.Set(TakeAll(message, arrival));
            return;
        }

        if (_begun.Count + message.Length > MaxMessage) throw new LoadException($"the server sent a message of more than {MaxMessage:N0} bytes");
        _begun.Append(message);
        _begun.RemoveFirst(_begun.Count - TakeAll(_begun.Bytes, arrival).Length);
    }

    /// <summary>Takes all messages that are there as a whole.</summary>
    /// <returns>What is left.</returns>
    private ReadOnlySpan<byte> TakeAll(ReadOnlySpan<byte> input, long arrival)
    {
        if (!_shookHands && !TryShakeHands(ref input)) return input;
        while (format.TryCut(ref input, out var message))
            if (!TryEvent(message, arrival) && !format.IsPing(message)) TakeOther(format.Read(message));
        return input;
    }

    private bool TryShakeHands(ref ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf(HubFormat.EndOfRecord);
        if (end < 0) return false;
        var answer = input[..end];
        input = input[(end + 1)..];
        if (!answer.SequenceEqual("{}"u8)) throw new LoadException($"the server refused the handshake: {System.Text.Encoding.UTF8.GetString(answer)}");
        _shookHands = true;
        Owner.Send(this, Subscribe());
        return true;
    }

    private void TakeOther(HubMessage message)
    {
        switch (message.Type)
        {
            case HubMessage.Completion or HubMessage.Close when message.Error is { } error:
                throw new LoadException($"the server refused: {error}");
            case HubMessage.Completion:
                Subscribed(message);
                break;
            case HubMessage.Invocation:
                Invoked(message);
                break;
            case HubMessage.Close:
                throw new LoadException("the server closed the connection");
            default:
                break;
        }
    }
}
