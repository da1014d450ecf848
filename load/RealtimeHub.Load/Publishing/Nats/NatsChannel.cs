using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.Load.Publishing.Nats;

/// <summary>Publishes with NATS over TCP. In its verbose mode the server says <c>+OK</c> to each event, as an answer to a POST says it.</summary>
internal sealed class NatsChannel(Uri address, int topics) : IPublishChannel
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(2);

    private readonly byte[]?[] _heads = new byte[topics][];
    private byte[] _output = new byte[4_096];
    private BlockingSocket? _socket;
    private LineReader? _lines;

    public ValueTask PublishAsync(int topic, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        try
        {
            Open(stop);
            _socket!.Send(Request(topic, data.Span));
            ReadOk();
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or PublishException)
        {
            Close();
            stop.ThrowIfCancellationRequested();
            throw e as PublishException ?? new PublishException(e.Message, mayBeTaken: true);
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void Open(CancellationToken stop)
    {
        if (_socket is not null) return;
        _socket = BlockingSocket.Connect(address.Host, address.Port, AnswerLimit, stop);
        _lines = new LineReader(_socket.Receive);
        _lines.Read(); // INFO
        _socket.Send("CONNECT {\"verbose\":true,\"pedantic\":false}\r\n"u8);
        ReadOk();
    }

    private void ReadOk()
    {
        while (true)
        {
            var line = _lines!.Read();
            if (line.SequenceEqual("+OK"u8)) return;
            if (line.SequenceEqual("PING"u8)) _socket!.Send("PONG\r\n"u8);
            else throw new PublishException($"the server answered {Encoding.UTF8.GetString(line)}", mayBeTaken: true);
        }
    }

    private ReadOnlySpan<byte> Request(int topic, ReadOnlySpan<byte> data)
    {
        const int MostDigits = 20;
        var head = _heads[topic] ??= Encoding.ASCII.GetBytes($"PUB load-{topic} ");
        var needed = head.Length + MostDigits + data.Length + 4;
        if (_output.Length < needed) _output = new byte[needed * 2];
        head.CopyTo(_output, 0);
        data.Length.TryFormat(_output.AsSpan(head.Length), out var digits);
        var at = head.Length + digits;
        "\r\n"u8.CopyTo(_output.AsSpan(at));
        data.CopyTo(_output.AsSpan(at + 2));
        "\r\n"u8.CopyTo(_output.AsSpan(at + 2 + data.Length));
        return _output.AsSpan(0, at + data.Length + 4);
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
