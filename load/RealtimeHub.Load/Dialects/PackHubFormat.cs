using System.Buffers;
using MessagePack;

namespace RealtimeHub.Load.Dialects;

/// <summary>SignalR's MessagePack protocol: every message has its length in front, seven bits a byte.</summary>
internal sealed class PackHubFormat : HubFormat
{
    private const int MaxLengthBytes = 5;
    private const int CompletionError = 1;
    private const int CompletionResult = 3;

    public override byte[] Handshake { get; } = ClientFrame.Text([.. """{"protocol":"messagepack","version":1}"""u8, EndOfRecord]);

    public override byte[] Ping { get; } = ClientFrame.Binary([2, 0x91, HubMessage.Ping]);

    public override byte[] Call(string method, IReadOnlyDictionary<string, object> argument)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(body);
        writer.WriteArrayHeader(6);
        writer.Write(HubMessage.Invocation);
        writer.WriteMapHeader(0);
        writer.Write("1");
        writer.Write(method);
        writer.WriteArrayHeader(1);
        PackValues.Write(ref writer, argument);
        writer.WriteArrayHeader(0);
        writer.Flush();
        return ClientFrame.Binary([.. Length(body.WrittenCount), .. body.WrittenSpan]);
    }

    public override bool TryCut(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> message)
    {
        message = default;
        var length = 0L;
        for (var i = 0; i < input.Length; i++)
        {
            if (i == MaxLengthBytes) throw new LoadException("the server sent a message without a length");
            length |= (long)(input[i] & 0x7F) << (7 * i);
            if (input[i] > 0x7F) continue;
            if (length > input.Length - i - 1) return false;
            message = input.Slice(i + 1, (int)length);
            input = input[(i + 1 + (int)length)..];
            return true;
        }

        return false;
    }

    public override bool IsPing(ReadOnlySpan<byte> message) => message is [0x91, HubMessage.Ping];

    public override HubMessage Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new MessagePackReader(message.ToArray());
            var values = PackValues.Read(ref reader) as object?[] ?? [];
            return values switch
            {
                [long type and HubMessage.Invocation, _, _, string target, object?[] arguments, ..] => new HubMessage((int)type, target, null, arguments, null),
                [long type and HubMessage.Completion, _, _, (long)CompletionError, string error, ..] => new HubMessage((int)type, null, error, [], null),
                [long type and HubMessage.Completion, _, _, (long)CompletionResult, var result, ..] => new HubMessage((int)type, null, null, [], result),
                [long type and HubMessage.Close, var error, ..] => new HubMessage((int)type, null, error as string, [], null),
                [long type, ..] => new HubMessage((int)type, null, null, [], null),
                _ => throw new LoadException("the server sent what is no message"),
            };
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            throw new LoadException($"the server sent what is no message: {e.Message}");
        }
    }

    public override EventPattern PatternOf(string topic) => new PackEventPattern(topic);

    private static byte[] Length(int length) => length <= 0x7F ? [(byte)length] : [(byte)(length | 0x80), .. Length(length >> 7)];
}
