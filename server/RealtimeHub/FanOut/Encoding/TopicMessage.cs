using System.Buffers;
using RealtimeHub.Connections;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>A message about a topic whose second argument is a JSON value. Encoded once for each protocol in use, however many clients get it.</summary>
internal sealed class TopicMessage
{
    private readonly string _target;
    private readonly string _topic;
    private readonly Func<byte[]> _json;

    // Two shards may both make one; either is good.
    private ClientMessage? _asJson;
    private ClientMessage? _asMessagePack;

    /// <param name="target">What it is called.</param>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="json">Writes the JSON value, when somebody needs it.</param>
    public TopicMessage(string target, string topic, Func<byte[]> json) => (_target, _topic, _json) = (target, topic, json);

    public ClientMessage For(string protocol) => protocol == "json" ? _asJson ??= AsJson() : _asMessagePack ??= AsMessagePack(protocol);

    // The characters of topic names need no escaping in JSON.
    private ClientMessage AsJson() => new(
        "json",
        (byte[])[.. System.Text.Encoding.UTF8.GetBytes($$"""{"type":1,"target":"{{_target}}","arguments":["{{_topic}}","""), .. _json(), .. "]}\u001e"u8]);

    private ClientMessage AsMessagePack(string protocol)
    {
        var json = _json();
        var output = new ArrayBufferWriter<byte>(json.Length);
        var body = MessagePackInvocation.Start(out var writer, _target, arguments: 2);
        writer.Write(_topic);
        JsonToMessagePack.Write(ref writer, json);
        MessagePackInvocation.Finish(ref writer, body, output);
        return new ClientMessage(protocol, output.WrittenSpan.ToArray());
    }
}
