using System.Buffers.Binary;
using System.Text;
using RealtimeHub.Contracts;
using RealtimeHub.Transport.Tests.Support;

namespace SecurityTests.Support;

/// <summary>A connection to the hub that sends whatever bytes it is told to, and reads what comes without understanding more of it than it must.</summary>
internal sealed class RawHub : IDisposable
{
    private const char End = '\u001e';
    private const int NormalClosure = 1000;

    private readonly StringBuilder _read = new();
    private readonly bool _isBinary;

    private RawHub(RawClient socket, bool isBinary) => (Socket, _isBinary) = (socket, isBinary);

    public RawClient Socket { get; }

    /// <summary>All that has come, a character for each byte when it is binary.</summary>
    public string Read => _read.ToString();

    /// <summary>How many events have come, in JSON.</summary>
    public int EventCount => Read.Split($"\"target\":\"{HubNames.Event}\"").Length - 1;

    /// <param name="server">The server.</param>
    /// <param name="token">What it shows to say who it is.</param>
    /// <param name="isBinary">Whether it speaks MessagePack.</param>
    /// <param name="receiveBuffer">A small one makes a client that takes little when it does not read.</param>
    public static async Task<RawHub> OpenAsync(TestServer server, string token, bool isBinary = false, int? receiveBuffer = null)
    {
        var hub = new RawHub(await RawClient.OpenAsync(server.Hub, receiveBuffer, $"Authorization: Bearer {token}"), isBinary);
        await hub.Socket.SendAsync(ClientFrame.Text($"{{\"protocol\":\"{(isBinary ? "messagepack" : "json")}\",\"version\":1}}{End}"));
        var answer = await hub.Socket.ReadFrameAsync();
        Assert.Equal($"{{}}{End}", answer?.Text);
        return hub;
    }

    /// <summary>Sends messages of JSON, all in one frame.</summary>
    public Task SendAsync(params IEnumerable<string> messages) => TrySendAsync(ClientFrame.Text(string.Concat(messages.Select(message => message + End))));

    /// <summary>Sends bytes as they are, in one frame.</summary>
    public Task SendAsync(byte[] message) => TrySendAsync(_isBinary ? ClientFrame.Binary(message) : ClientFrame.Text(message));

    /// <summary>Reads until a text has come.</summary>
    /// <returns>Whether it has; false when the connection ended before.</returns>
    public async Task<bool> ReadToAsync(string text)
    {
        while (!Read.Contains(text, StringComparison.Ordinal))
        {
            if (await Socket.ReadFrameAsync() is not { } frame) return false;
            await KeepAsync(frame);
        }

        return true;
    }

    /// <summary>Reads until so many events have come in all.</summary>
    /// <returns>Whether they have; false when the connection ended before.</returns>
    public async Task<bool> ReadEventsAsync(int count)
    {
        while (EventCount < count)
        {
            if (await Socket.ReadFrameAsync() is not { } frame) return false;
            await KeepAsync(frame);
        }

        return true;
    }

    /// <summary>Asks for the time: only a connection that works answers.</summary>
    /// <returns>Whether it has; false when the connection ended.</returns>
    public async Task<bool> AnswersAsync(string id = "alive")
    {
        if (_isBinary) await SendAsync(PackedCall(id, HubNames.Time));
        else await SendAsync(Call(id, HubNames.Time));
        return await ReadToAsync(_isBinary ? $"{(char)(0xa0 + id.Length)}{id}" : $"\"invocationId\":\"{id}\"");
    }

    /// <summary>Reads until the connection ends.</summary>
    /// <returns>The code with which the server said goodbye; null when it said none.</returns>
    public async Task<int?> GoodbyeAsync()
    {
        var all = await ReadToEndAsync();
        var mark = _isBinary ? HubNames.Disconnecting : $"\"{HubNames.Disconnecting}\",\"arguments\":[";
        var at = all.LastIndexOf(mark, StringComparison.Ordinal);
        if (at < 0) return null;
        var code = all.AsSpan(at + mark.Length);

        // An array of four, and a number of two bytes.
        return _isBinary ? (code[2] << 8) | code[3] : int.Parse(code[..4], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>All that has come until the connection ended, a character for each byte when it is binary.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await Socket.ReadFrameAsync() is { } frame) await KeepAsync(frame);
        return Read;
    }

    public void Dispose() => Socket.Dispose();

    public static string Call(string id, string method, params IEnumerable<string> arguments) =>
        $"{{\"type\":1,\"invocationId\":\"{id}\",\"target\":\"{method}\",\"arguments\":[{string.Join(',', arguments)}]}}";

    /// <summary>The call in MessagePack, with arguments that are packed already.</summary>
    public static byte[] PackedCall(string id, string method, params byte[][] arguments) =>
        Packed([0x96, 0x01, 0x80, .. Text(id), .. Text(method), (byte)(0x90 + arguments.Length), .. arguments.SelectMany(argument => argument), 0x90]);

    /// <summary>A message with its length in front, seven bits a byte.</summary>
    public static byte[] Packed(params byte[] message)
    {
        var prefix = new List<byte>();
        for (var left = (uint)message.Length; ; left >>= 7)
        {
            if (left < 0x80)
            {
                prefix.Add((byte)left);
                return [.. prefix, .. message];
            }

            prefix.Add((byte)(left | 0x80));
        }
    }

    /// <summary>A text of MessagePack.</summary>
    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length < 32) return [(byte)(0xa0 + bytes.Length), .. bytes];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)bytes.Length);
        return [0xda, .. length, .. bytes];
    }

    private Task TrySendAsync(ClientFrame frame) => Socket.TrySendAsync(frame.ToBytes());

    private async Task KeepAsync(ServerFrame frame)
    {
        // Otherwise the server would wait for it for a while.
        if (frame.Opcode == ServerFrame.CloseKind) await TrySendAsync(ClientFrame.Close(frame.Status ?? NormalClosure));
        else if (frame.Opcode is ServerFrame.TextKind or ServerFrame.BinaryKind) _read.Append(_isBinary ? Encoding.Latin1.GetString(frame.Payload) : frame.Text);
    }
}
