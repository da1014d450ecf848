using System.Net.Sockets;

namespace RealtimeHub.Load.Publishing;

/// <summary>A TCP connection of a thread that waits for answers. An interrupted run closes it under the thread.</summary>
internal sealed class BlockingSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenRegistration _stopping;

    private BlockingSocket(Socket socket, CancellationToken stop)
    {
        _socket = socket;
        _stopping = stop.UnsafeRegister(state => ((Socket)state!).Dispose(), socket);
    }

    /// <exception cref="PublishException">Nobody listens.</exception>
    public static BlockingSocket Connect(string host, int port, TimeSpan limit, CancellationToken stop)
    {
        var milliseconds = (int)limit.TotalMilliseconds;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = milliseconds, ReceiveTimeout = milliseconds };
        try
        {
            socket.Connect(host, port);
            return new BlockingSocket(socket, stop);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new PublishException($"no connection to {host}:{port}: {e.Message}");
        }
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[_socket.Send(bytes)..];
    }

    /// <summary>Waits for bytes; 0 when the other side has closed.</summary>
    public int Receive(Span<byte> into) => _socket.Receive(into);

    /// <summary>Waits until there is something to receive, or the connection has ended.</summary>
    /// <param name="until">A timestamp of <see cref="System.Diagnostics.Stopwatch"/>; one that is over asks what is there already.</param>
    /// <param name="stop">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>False when that moment came first.</returns>
    public bool WaitForInput(long until, CancellationToken stop) => InputWait.Until(_socket, until, stop);

    /// <summary>Whether this is how a wait ends that was too long.</summary>
    public static bool HasTimedOut(Exception e) => e is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock };

    public void Dispose()
    {
        _stopping.Dispose();
        _socket.Dispose();
    }
}
