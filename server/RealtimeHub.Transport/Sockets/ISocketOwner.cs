namespace RealtimeHub.Transport.Sockets;

/// <summary>What a socket belongs to. All calls come on its loop.</summary>
internal interface ISocketOwner
{
    /// <summary>Whether more may be read. Who said no calls <see cref="LoopSocket.ReadOn"/> when that changes.</summary>
    bool WantsInput { get; }

    /// <summary>Bytes have come. They are overwritten after the call.</summary>
    void Received(Span<byte> data);

    /// <summary>The client sends nothing more.</summary>
    void InputEnded();

    /// <summary>The socket is closed, for whatever reason. The last call, and made once.</summary>
    void Closed();
}
