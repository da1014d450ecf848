using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace FunctionalTests.Fuzzing;

/// <summary>Makes up what a client could send to the hub: calls as they should be, calls that are wrong, and what is no message at all.</summary>
internal sealed class HubMessages(Random random, bool isBinary)
{
    private const byte End = 0x1e;

    private static readonly string[] Targets =
        ["Subscribe", "Unsubscribe", "Publish", "History", "Time", "SetRate", "Refresh", "subscribe", "Nonsense", "", "Dispose", "OnConnectedAsync", "ToString", "event", "disconnecting", new('m', 2_000)];

    private static readonly string[] Values =
    [
        "\"news\"", "\"demo:a\"", "{\"topic\":\"news\"}", "{\"topic\":\"demo:a\",\"tail\":5}", "{\"topic\":\"news\",\"since\":{\"epoch\":\"e\",\"offset\":0}}", "{}", "null", "1", "-1", "1e400",
        "9223372036854775808", "true", "[]", "[[[[1]]]]", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"a b\"", "{\"topic\":7}", "{\"topic\":\"news\",\"topic\":\"other\"}", "{\"tail\":1e9}",
        "{\"topic\":\"news\",\"maxRate\":\"fast\"}", "\"" + new string('v', 5_000) + "\"", "{\"__j__\":1}",
    ];

    /// <summary>Things that are no message of any protocol.</summary>
    private static readonly string[] Rubbish =
    [
        "", "{", "}", "null", "[]", "7", "\"x\"", "{}", "{\"type\":null}", "{\"type\":\"1\"}", "{\"type\":99}", "{\"type\":-1}", "{\"type\":1}", "{\"type\":1,\"target\":5}", "{\"type\":1,\"target\":\"Time\",\"arguments\":{}}",
        "{\"type\":3,\"invocationId\":\"1\"}", "{\"type\":7}", "{\"type\":7,\"error\":\"x\"}", "{\"type\":8,\"sequenceId\":-5}", "{\"type\":9,\"sequenceId\":99999}", "{\"arguments\":[],\"target\":\"Time\",\"type\":1,\"invocationId\":\"z\"}",
        "\u0001\u0002\u0003", "{\"type\":1,\"target\":\"Time\",\"arguments\":[]", "\ufeff{\"type\":6}",
    ];

    // Every other connection sends what can be read, however wrong it is: otherwise hardly one would last.
    private readonly bool _isReadable = random.Next(2) == 0;
    private readonly IHubProtocol _protocol = isBinary ? new MessagePackHubProtocol() : new JsonHubProtocol();

    /// <summary>The next bytes.</summary>
    public byte[] Next() => random.Next(_isReadable ? 6 : 10) switch
    {
        < 4 => isBinary ? Written(Call()) : Text(JsonCall()),
        4 => Written(PingMessage.Instance),
        5 => Written(Misplaced()),
        6 => isBinary ? Disturbed(Written(Call())) : Disturbed(Text(JsonCall())),
        7 when !isBinary => Text(Deep(random.Next(1, 200))),
        8 => isBinary ? Header() : Text(Rubbish[random.Next(Rubbish.Length)]),
        _ => Written(new InvocationMessage("t", "Time", [])),
    };

    /// <summary>A call that is answered when the connection works.</summary>
    public byte[] Probe(string id) => Written(new InvocationMessage(id, "Time", []));

    private byte[] Written(HubMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        _protocol.WriteMessage(message, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Text(string json) => [.. Encoding.UTF8.GetBytes(json), End];

    private string JsonCall()
    {
        var id = random.Next(3) == 0 ? "" : $"\"invocationId\":\"{random.Next(5)}\",";
        var arguments = string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Values[random.Next(Values.Length)]));
        var streams = random.Next(20) == 0 ? ",\"streamIds\":[\"1\",\"2\"]" : "";
        return $"{{\"type\":{(random.Next(8) == 0 ? 4 : 1)},{id}\"target\":\"{Targets[random.Next(Targets.Length)]}\",\"arguments\":[{arguments}]{streams}}}";
    }

    private InvocationMessage Call()
    {
        object?[] values = ["news", "demo:a", new Dictionary<string, object> { ["topic"] = "news" }, 1, -1, null, new[] { 1, 2 }, long.MaxValue, 1.5, true, new byte[] { 1, 2 }, new string('v', 5_000)];
        var arguments = Enumerable.Range(0, random.Next(4)).Select(_ => values[random.Next(values.Length)]).ToArray();
        
        // SignalR's own classes cannot write a call of nothing.
        var target = Targets[random.Next(Targets.Length)] is { Length: > 0 } named ? named : "Nonsense";
        return new InvocationMessage(random.Next(3) == 0 ? null : $"{random.Next(5)}", target, arguments);
    }

    private HubMessage Misplaced() => random.Next(6) switch
    {
        0 => new StreamInvocationMessage("1", "Time", []),
        1 => new StreamItemMessage("1", 5),
        2 => CompletionMessage.WithResult("1", 5),
        3 => new CancelInvocationMessage("1"),
        4 => new AckMessage(random.NextInt64()),
        _ => new SequenceMessage(long.MinValue),
    };

    /// <summary>A message with a byte changed, missing, or too many.</summary>
    private byte[] Disturbed(byte[] message)
    {
        var at = random.Next(message.Length);
        switch (random.Next(3))
        {
            case 0:
                message[at] = (byte)random.Next(256);
                return message;
            case 1:
                return [.. message[..at], .. message[(at + 1)..]];
            default:
                return [.. message[..at], (byte)random.Next(256), .. message[at..]];
        }
    }

    private static string Deep(int levels) =>
        $"{{\"type\":1,\"invocationId\":\"d\",\"target\":\"Publish\",\"arguments\":[\"demo:a\",{new string('[', levels)}{new string(']', levels)}]}}";

    /// <summary>MessagePack that claims to be longer than anybody can send.</summary>
    private byte[] Header()
    {
        byte[] claim = random.Next(5) switch
        {
            0 => [0xdd, 0xff, 0xff, 0xff, 0xff], // an array
            1 => [0xdf, 0xff, 0xff, 0xff, 0xff], // a map
            2 => [0xdb, 0xff, 0xff, 0xff, 0xff], // a text
            3 => [0xc9, 0xff, 0xff, 0xff, 0xff, 0x01], // an extension
            _ => [.. Enumerable.Repeat((byte)0x91, 500)], // arrays in arrays
        };
        return random.Next(4) == 0 ? [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f] : [.. Prefix(claim.Length), .. claim];
    }

    private static byte[] Prefix(int length) => length < 0x80 ? [(byte)length] : [(byte)(length | 0x80), (byte)(length >> 7)];
}
