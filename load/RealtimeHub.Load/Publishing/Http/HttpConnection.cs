using System.Net.Sockets;

namespace RealtimeHub.Load.Publishing.Http;

/// <summary>
/// One keep-alive connection that posts, and blocks until the answer has come. It costs a fraction of what a general client costs,
/// which matters because publishing shares its core with the reading of all subscribers.
/// </summary>
/// <param name="address">Scheme, host, port, and a path that all requests have in front.</param>
/// <param name="apiKey">Null for none.</param>
internal sealed class HttpConnection(Uri address, string? apiKey) : IDisposable
{
    // Long enough for a server that answers when its slowest client has taken the event.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(2);

    private BlockingSocket? _socket;
    private AnswerReader? _reader;
    private bool _used;

    /// <summary>Makes the heads of requests.</summary>
    public HttpRequests Requests { get; } = new(address, apiKey);

    /// <summary>When the last answer came, and not when it was read: a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long AnsweredAt { get; private set; }

    /// <summary>Posts JSON. A connection that the server closed while it was not used is opened again.</summary>
    /// <param name="head">Made by <see cref="HttpRequests.HeadFor"/>.</param>
    /// <param name="body">JSON.</param>
    /// <param name="stop">Breaks off.</param>
    /// <exception cref="PublishException">There was no answer.</exception>
    public HttpAnswer Post(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, CancellationToken stop)
    {
        var request = Requests.Write(head, body);
        while (true)
        {
            Open(stop);
            var reused = _used;
            _used = true;
            try
            {
                _reader!.Begin();
                _socket!.Send(request);
                var answer = _reader.Read();
                AnsweredAt = _socket.LastArrival;
                if (!answer.KeepAlive) Close();
                return answer;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or PublishException)
            {
                // The server closed it before it saw the request, as browsers assume it too: nothing was taken.
                var unseen = reused && !_reader!.HasBegun && !BlockingSocket.HasTimedOut(e);
                Close();
                stop.ThrowIfCancellationRequested();
                if (!unseen) throw e as PublishException ?? new PublishException(e.Message, mayBeTaken: true);
            }
        }
    }

    public void Dispose() => Close();

    private void Open(CancellationToken stop)
    {
        if (_socket is not null) return;
        _socket = BlockingSocket.Connect(address.Host, address.Port, AnswerLimit, stop);
        _reader = new AnswerReader(_socket.Receive);
        _used = false;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
