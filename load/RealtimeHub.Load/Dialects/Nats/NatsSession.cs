using System.Buffers.Text;
using System.Text;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Dialects.Nats;

/// <summary>Follows one subject of a NATS server, over its WebSocket listener.</summary>
internal sealed class NatsSession(byte[] upgrade, byte[] subscribe) : WebSocketStreamSession(upgrade)
{
    private const int MaxShown = 200;

    private static readonly byte[] Pong = ClientFrame.Binary("PONG\r\n"u8);

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>What makes the sessions of a run.</summary>
    public static SessionFactory Sessions(LoadPlan plan)
    {
        var upgrade = WebSocketUpgrade.Request(plan.Target, Topics.Name(0));

        // The server answers in order: its answer to the ping says that the subscription is in effect.
        byte[][] subscribe = [.. Enumerable.Range(0, plan.Topics).Select(topic => ClientFrame.Binary(Encoding.ASCII.GetBytes(
            $"CONNECT {{\"verbose\":false,\"pedantic\":false}}\r\nSUB {Topics.Name(topic)} 1\r\nPING\r\n")))];
        return topic => new NatsSession(upgrade, subscribe[topic]);
    }

    protected override void Upgraded() => Owner.Send(this, subscribe);

    protected override int Take(ReadOnlySpan<byte> input, long arrival)
    {
        var rest = input;
        while (rest.IndexOf(LineEnd) is >= 0 and var end)
        {
            var line = rest[..end];
            var used = end + LineEnd.Length;
            if (line.StartsWith("MSG "u8))
            {
                var length = PayloadOf(line);
                if (rest.Length < used + length + LineEnd.Length) break;
                MarkedMessage.Report(this, rest.Slice(used, length), arrival);
                used += length + LineEnd.Length;
            }
            else
            {
                TakeLine(line);
            }

            rest = rest[used..];
        }

        return input.Length - rest.Length;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("PING"u8)) Owner.Send(this, Pong);
        else if (line.SequenceEqual("PONG"u8)) Owner.Live(this);
        else if (!line.StartsWith("INFO "u8) && !line.SequenceEqual("+OK"u8))
            throw new LoadException($"the server said {Encoding.UTF8.GetString(line[..Math.Min(MaxShown, line.Length)])}");
    }

    /// <summary>The last word of <c>MSG subject sid [reply] length</c>.</summary>
    private static int PayloadOf(ReadOnlySpan<byte> line)
    {
        var word = line[(line.LastIndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(word, out int length, out var digits) && digits == word.Length && length >= 0
            ? length
            : throw new LoadException("the server sent a message without its length");
    }
}
