namespace RealtimeHub.Transport.WebSockets;

/// <summary>Who gets what a <see cref="FrameParser"/> reads. The bytes are overwritten after each call.</summary>
internal interface IFrameSink
{
    /// <summary>A part of a message.</summary>
    /// <param name="payload">The bytes, without mask; may be empty.</param>
    /// <param name="isText">Whether the message is text.</param>
    /// <param name="endsMessage">Whether it is the last part.</param>
    /// <returns>Why the connection has to be closed; none when it has not.</returns>
    CloseStatus Data(ReadOnlySpan<byte> payload, bool isText, bool endsMessage);

    void Ping(ReadOnlySpan<byte> payload);

    void Pong();

    /// <summary>The client closes. Nothing is parsed any more.</summary>
    void Close(CloseStatus status);
}
