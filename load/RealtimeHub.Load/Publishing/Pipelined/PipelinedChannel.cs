using System.Net.Sockets;

namespace RealtimeHub.Load.Publishing.Pipelined;

/// <summary>What is the same for every protocol whose answers come in the order of the events: one connection, opened when it is needed.</summary>
/// <param name="address">Host and port.</param>
internal abstract class PipelinedChannel(Uri address) : IPipelinedChannel
{
    /// <summary>Long enough for a server that answers when its slowest client has taken the event.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(2);

    private BlockingSocket? _socket;

    public bool IsOpen => _socket is not null;

    public long AnsweredAt { get; private set; }

    /// <summary>Whether bytes have come that were not looked at yet.</summary>
    protected abstract bool HasInput { get; }

    /// <summary>The one that is open.</summary>
    protected BlockingSocket Socket => _socket ?? throw new InvalidOperationException("there is no connection");

    public void Send(int topic, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        if (!IsOpen) Open(stop);
        try
        {
            Socket.Send(Request(topic, data.Span));
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Broken(e, stop);
        }
    }

    public bool WaitForInput(long until, CancellationToken stop)
    {
        if (!IsOpen || HasInput) return true;
        try
        {
            return Socket.WaitForInput(until, stop);
        }
        catch (ObjectDisposedException)
        {
            return true; // reading says what happened
        }
    }

    public string? ReadAnswer(CancellationToken stop)
    {
        try
        {
            var socket = Socket; // it may be closed after the answer
            var refusal = Answer();
            AnsweredAt = socket.LastArrival;
            return refusal;
        }
        catch (Exception e) when (IsFailure(e))
        {
            Close();
            throw Broken(e, stop);
        }
    }

    public ValueTask PublishAsync(int topic, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        try
        {
            Send(topic, data, stop);
        }
        catch
        {
            Close();
            throw;
        }

        return ReadAnswer(stop) is { } reason ? throw new PublishException(reason) : ValueTask.CompletedTask;
    }

    public virtual void TakeUnasked() => Close();

    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>What is said before the first event of a connection.</summary>
    protected abstract void Greet();

    /// <summary>The bytes of an event, valid until the next one.</summary>
    protected abstract ReadOnlySpan<byte> Request(int topic, ReadOnlySpan<byte> data);

    /// <summary>Blocks until the next answer has come.</summary>
    /// <returns>Why the event was refused; null when it was taken.</returns>
    protected abstract string? Answer();

    /// <summary>Whether this is how a connection that breaks shows.</summary>
    protected static bool IsFailure(Exception e) => e is SocketException or ObjectDisposedException or PublishException;

    /// <summary>No event was sent on it yet: whatever goes wrong, none was taken.</summary>
    private void Open(CancellationToken stop)
    {
        _socket = BlockingSocket.Connect(address.Host, address.Port, AnswerLimit, stop);
        try
        {
            Greet();
        }
        catch (Exception e) when (IsFailure(e))
        {
            Close();
            stop.ThrowIfCancellationRequested();
            throw new PublishException(e.Message);
        }
    }

    private static PublishException Broken(Exception e, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return e as PublishException ?? new PublishException(e.Message, mayBeTaken: true);
    }
}
