using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using RealtimeHub.Load.Engine.Native;

namespace RealtimeHub.Load.Publishing;

/// <summary>A TCP connection of a thread that waits for answers. An interrupted run closes it under the thread.</summary>
internal sealed unsafe class BlockingSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly ArrivalClock _clock = new();
    private readonly CancellationTokenRegistration _stopping;

    private BlockingSocket(Socket socket, CancellationToken stop)
    {
        _socket = socket;
        _socket.SetRawSocketOption(LinuxNumbers.LevelSocket, LinuxNumbers.OptionTimestamps, [1, 0, 0, 0]);
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

    /// <summary>When the last bytes came, by the kernel's note: a timestamp of <see cref="Stopwatch"/>.</summary>
    public long LastArrival { get; private set; }

    /// <summary>Waits for bytes; 0 when the other side has closed.</summary>
    public int Receive(Span<byte> into)
    {
        while (true)
        {
            var count = ReceiveOnce(into);
            if (count >= 0) return count;
            var error = Marshal.GetLastPInvokeError();
            if (error != LinuxNumbers.Interrupted) throw Failure(error);
        }
    }

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

    /// <returns>Negative after a failure, which is the last error then.</returns>
    private int ReceiveOnce(Span<byte> into)
    {
        var isHeld = false;
        try
        {
            _socket.SafeHandle.DangerousAddRef(ref isHeld); // or its number could be another file's meanwhile
            fixed (byte* first = into)
            {
                var count = NativeSocket.Receive((int)_socket.SafeHandle.DangerousGetHandle(), first, into.Length, out var note);
                LastArrival = _clock.TimeOf(note, Stopwatch.GetTimestamp());
                return count;
            }
        }
        finally
        {
            if (isHeld) _socket.SafeHandle.DangerousRelease();
        }
    }

    // A socket that blocks is asked to try again when its time is over.
    private static SocketException Failure(int error)
    {
        var kind = error switch
        {
            LinuxNumbers.Again or LinuxNumbers.TimedOut => SocketError.TimedOut,
            LinuxNumbers.ConnectionReset => SocketError.ConnectionReset,
            _ => SocketError.SocketError,
        };
        return new SocketException((int)kind, Marshal.GetPInvokeErrorMessage(error));
    }
}
