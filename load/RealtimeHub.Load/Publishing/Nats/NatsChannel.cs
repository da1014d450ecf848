using System.Text;
using RealtimeHub.Load.Publishing.Pipelined;

namespace RealtimeHub.Load.Publishing.Nats;

/// <summary>Publishes with NATS over TCP. In its verbose mode the server says <c>+OK</c> to each event, as an answer to a POST says it.</summary>
/// <param name="address">Host and port.</param>
/// <param name="topics">How many there are.</param>
internal sealed class NatsChannel(Uri address, int topics) : PipelinedChannel(address)
{
    private readonly byte[]?[] _heads = new byte[topics][];
    private byte[] _output = new byte[4_096];
    private LineReader? _lines;

    protected override bool HasInput => _lines!.HasInput;

    /// <summary>The server asks from time to time whether we are there.</summary>
    public override void TakeUnasked()
    {
        try
        {
            if (_lines!.Read().SequenceEqual("PING"u8)) Pong();
            else Close();
        }
        catch (Exception e) when (IsFailure(e))
        {
            Close();
        }
    }

    protected override void Greet()
    {
        _lines = new LineReader(Socket.Receive);
        _lines.Read(); // INFO
        Socket.Send("CONNECT {\"verbose\":true,\"pedantic\":false}\r\n"u8);
        Answer();
    }

    protected override string? Answer()
    {
        while (true)
        {
            var line = _lines!.Read();
            if (line.SequenceEqual("+OK"u8)) return null;
            if (line.SequenceEqual("PING"u8)) Pong();
            else throw new PublishException($"the server answered {Encoding.UTF8.GetString(line)}", mayBeTaken: true);
        }
    }

    protected override ReadOnlySpan<byte> Request(int topic, ReadOnlySpan<byte> data)
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

    private void Pong() => Socket.Send("PONG\r\n"u8);
}
