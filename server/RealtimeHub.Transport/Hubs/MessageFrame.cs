using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport.Hubs;

/// <summary>
/// A message with its frame around it. A server's frames are not masked, so one is the same for every client: it is made once and sent to
/// all of them as it is.
/// </summary>
public sealed class MessageFrame
{
    /// <summary>Puts a frame around a message, which is copied.</summary>
    /// <param name="message">One or more hub messages.</param>
    /// <param name="isText">Whether they are text, as in JSON.</param>
    public MessageFrame(ReadOnlySpan<byte> message, bool isText)
    {
        if (message.IsEmpty) throw new ArgumentException("A message has at least one byte.", nameof(message));
        Bytes = FrameHead.Frame(isText ? Opcode.Text : Opcode.Binary, message);
    }

    internal byte[] Bytes { get; }
}
