using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.Load.Publishing.Http;

/// <summary>
/// One keep-alive connection that posts, and blocks until the answer has come. It costs a fraction of what a general client costs,
/// which matters because publishing shares its core with the reading of all subscribers.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    // Long enough for a server that answers when its slowest client has taken the event.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(2);

    private readonly Uri _address;
    private readonly string _fixedHeaders;
    private byte[] _output = new byte[4_096];
    private BlockingSocket? _socket;
    private AnswerReader? _reader;
    private bool _used;

    /// <param name="address">Scheme, host, port, and a path that all requests have in front.</param>
    /// <param name="apiKey">Null for none.</param>
    public HttpConnection(Uri address, string? apiKey)
    {
        _address = address;
        _fixedHeaders = $"Host: {address.Authority}\r\n{(apiKey is null ? "" : $"X-API-Key: {apiKey}\r\n")}Content-Type: application/json\r\nContent-Length: ";
    }

    /// <summary>The part of a request that does not change: make it once for each path.</summary>
    /// <param name="path">Such as <c>/v1/topics/load-0/events</c>.</param>
    public byte[] HeadFor(string path) =>
        Encoding.ASCII.GetBytes($"POST {_address.AbsolutePath.TrimEnd('/')}{path} HTTP/1.1\r\n{_fixedHeaders}");

    /// <summary>Posts JSON. A connection that the server closed while it was not used is opened again.</summary>
    /// <param name="head">Made by <see cref="HeadFor"/>.</param>
    /// <param name="body">JSON.</param>
    /// <param name="stop">Breaks off.</param>
    /// <exception cref="PublishException">There was no answer.</exception>
    public HttpAnswer Post(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, CancellationToken stop)
    {
        var request = Request(head, body);
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

    private ReadOnlySpan<byte> Request(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        const int MostDigits = 20;
        var needed = head.Length + MostDigits + 4 + body.Length;
        if (_output.Length < needed) _output = new byte[needed * 2];
        head.CopyTo(_output);
        body.Length.TryFormat(_output.AsSpan(head.Length), out var digits);
        var at = head.Length + digits;
        "\r\n\r\n"u8.CopyTo(_output.AsSpan(at));
        body.CopyTo(_output.AsSpan(at + 4));
        return _output.AsSpan(0, at + 4 + body.Length);
    }

    private void Open(CancellationToken stop)
    {
        if (_socket is not null) return;
        _socket = BlockingSocket.Connect(_address.Host, _address.Port, AnswerLimit, stop);
        _reader = new AnswerReader(_socket.Receive);
        _used = false;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
