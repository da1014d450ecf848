using System.Buffers;
using MessagePack;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>One call of a client in SignalR's MessagePack protocol, around arguments that somebody else writes.</summary>
internal static class MessagePackInvocation
{
    private const int InvocationMessage = 1;

    /// <summary>Reused for the body of each message, whose length must be known before it is written.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _body;

    /// <summary>[1, headers, invocation id, target, [arguments ...</summary>
    /// <returns>What <see cref="Finish"/> asks for.</returns>
    public static ArrayBufferWriter<byte> Start(out MessagePackWriter writer, string target, int arguments)
    {
        var body = _body ??= new ArrayBufferWriter<byte>(1_024);
        body.ResetWrittenCount();
        writer = new MessagePackWriter(body);
        writer.WriteArrayHeader(6);
        writer.Write(InvocationMessage);
        writer.WriteMapHeader(0);
        writer.WriteNil();
        writer.Write(target);
        writer.WriteArrayHeader(arguments);
        return body;
    }

    /// <summary>... ], stream ids], with the length in front.</summary>
    public static void Finish(ref MessagePackWriter writer, ArrayBufferWriter<byte> body, ArrayBufferWriter<byte> output)
    {
        writer.WriteArrayHeader(0);
        writer.Flush();
        WriteLength(output, body.WrittenCount);
        output.Write(body.WrittenSpan);
    }

    private static void WriteLength(ArrayBufferWriter<byte> output, int length)
    {
        var span = output.GetSpan(5);
        var used = 0;
        for (var rest = (uint)length; ; rest >>= 7)
        {
            span[used++] = (byte)(rest > 0x7F ? rest | 0x80 : rest);
            if (rest <= 0x7F) break;
        }

        output.Advance(used);
    }
}
