using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Dialects;

/// <summary>For protocols made for TCP: what they say is a stream of bytes, wherever WebSocket messages begin and end.</summary>
internal abstract class WebSocketStreamSession(byte[] upgrade) : WebSocketSession(upgrade)
{
    private const int MaxWaiting = 16 * 1_024 * 1_024;

    private Leftover _begun;

    /// <summary>Bytes have come.</summary>
    /// <param name="input">What was kept the last time, and the new bytes after it.</param>
    /// <param name="arrival">When the last of them came.</param>
    /// <returns>How many were used up; the rest comes again, with more after it.</returns>
    protected abstract int Take(ReadOnlySpan<byte> input, long arrival);

    protected override void Reset() => _begun.Clear();

    protected sealed override void Message(ReadOnlySpan<byte> message, long arrival)
    {
        if (_begun.Count == 0)
        {
            _begun.Set(message[Take(message, arrival)..]);
            return;
        }

        if (_begun.Count + message.Length > MaxWaiting) throw new LoadException($"the server sent a message of more than {MaxWaiting:N0} bytes");
        _begun.Append(message);
        _begun.RemoveFirst(Take(_begun.Bytes, arrival));
    }
}
