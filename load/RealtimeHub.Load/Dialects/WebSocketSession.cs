using System.Buffers.Binary;
using System.Text;
using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Dialects;

/// <summary>
/// A session over a WebSocket: the upgrade, frames, fragments, pings and the close. What is in the messages is up to those that
/// derive from it.
/// </summary>
/// <param name="upgrade">The request, from <see cref="WebSocketUpgrade"/>; all sessions of a topic may share it.</param>
internal abstract class WebSocketSession(byte[] upgrade) : Session
{
    private const int MaxMessage = 16 * 1_024 * 1_024;

    private bool _upgraded;
    private bool _inMessage;
    private Leftover _fragments;

    // What is still to come of a frame whose beginning was taken.
    private int _left;

    public sealed override void Opened()
    {
        (_upgraded, _inMessage, _left) = (false, false, 0);
        _fragments.Clear();
        Reset();
        Owner.Send(this, upgrade);
    }

    public sealed override int Read(ReadOnlySpan<byte> input, long arrival)
    {
        var rest = input;
        if (!_upgraded)
        {
            if (!WebSocketUpgrade.TryAccept(ref rest)) return 0;
            _upgraded = true;
            Upgraded();
        }

        if (_left > 0) TakePart(ref rest, arrival);
        while (_left == 0 && WebSocketFrame.TryRead(ref rest, out var frame)) Take(frame, arrival);
        if (_left == 0 && InParts && WebSocketFrame.TryBegin(ref rest, ref _inMessage, out _left)) TakePart(ref rest, arrival);
        return input.Length - rest.Length;
    }

    /// <summary>Whether <see cref="Message"/> can be given parts of a message, one after the other.</summary>
    protected virtual bool TakesParts => false;

    private bool InParts => ReadsSlowly && TakesParts;

    /// <summary>A new connection: what is left of an earlier one is to be forgotten, but for the position.</summary>
    protected virtual void Reset()
    {
    }

    /// <summary>Messages may be sent.</summary>
    protected abstract void Upgraded();

    /// <summary>A whole message has come. It is valid during the call.</summary>
    protected abstract void Message(ReadOnlySpan<byte> message, long arrival);

    private void TakePart(ref ReadOnlySpan<byte> input, long arrival)
    {
        var part = input[..Math.Min(_left, input.Length)];
        input = input[part.Length..];
        _left -= part.Length;
        if (!part.IsEmpty) Message(part, arrival);
    }

    private void Take(in WebSocketFrame frame, long arrival)
    {
        switch (frame.Kind)
        {
            case FrameKind.Text or FrameKind.Binary when !_inMessage && frame.IsFinal:
                Message(frame.Payload, arrival);
                break;
            case FrameKind.Text or FrameKind.Binary when !_inMessage:
            case FrameKind.Continuation when _inMessage:
                TakeFragment(frame, arrival);
                break;
            case FrameKind.Ping:
                Owner.Send(this, ClientFrame.Of(FrameKind.Pong, frame.Payload));
                break;
            case FrameKind.Pong:
                break;
            case FrameKind.Close:
                throw new LoadException($"the server closed the WebSocket{Reason(frame.Payload)}");
            default:
                throw new LoadException("the server sent a frame that does not belong there");
        }
    }

    private void TakeFragment(in WebSocketFrame frame, long arrival)
    {
        if (_fragments.Count + frame.Payload.Length > MaxMessage) throw new LoadException($"the server sent a message of more than {MaxMessage:N0} bytes");
        _inMessage = !frame.IsFinal;
        if (InParts)
        {
            Message(frame.Payload, arrival);
            return;
        }

        _fragments.Append(frame.Payload);
        if (_inMessage) return;
        Message(_fragments.Bytes, arrival);
        _fragments.Clear();
    }

    private static string Reason(ReadOnlySpan<byte> payload) =>
        payload.Length < sizeof(ushort) ? "" : $": {BinaryPrimitives.ReadUInt16BigEndian(payload)} {Encoding.UTF8.GetString(payload[sizeof(ushort)..])}";
}
