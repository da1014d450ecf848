using System.Text;
using RealtimeHub.Load.Dialects;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests.Wires;

/// <summary>A connection of the load tool that speaks RealtimeHub's JSON, and whose server is the test.</summary>
internal sealed class HubPeer(WirePeer wire)
{
    private const byte End = 0x1E;

    /// <summary>Accepts the next connection, and answers its subscription.</summary>
    /// <param name="server">Where it comes in.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="more">Messages that are sent in the same frame.</param>
    /// <returns>The connection, and how it subscribed.</returns>
    public static Task<(HubPeer Peer, string Subscribe)> AcceptAsync(WireServer server, string reply, params string[] more) =>
        AcceptAsync(server, peer => peer.SendAsync([Completion(reply), .. more]));

    /// <summary>The same, with the answer in fragments: a large message comes so from a server.</summary>
    public static Task<(HubPeer Peer, string Subscribe)> AcceptInFragmentsAsync(WireServer server, int size, string reply, params string[] more) =>
        AcceptAsync(server, peer => peer.SendFragmentsAsync(size, [Completion(reply), .. more]));

    private static async Task<(HubPeer Peer, string Subscribe)> AcceptAsync(WireServer server, Func<HubPeer, Task> answer)
    {
        var peer = new HubPeer(await server.UpgradedAsync());
        await peer.ReceiveAsync();
        await peer.SendAsync("{}");
        var subscribe = await peer.ReceiveAsync();
        await answer(peer);
        return (peer, subscribe);
    }

    public static string Reply(long offset, bool recovered = false, string epoch = "e") =>
        $$"""{"topic":"load-0","epoch":"{{epoch}}","offset":{{offset}},"recovered":{{(recovered ? "true" : "false")}}}""";

    public static string Event(long offset, long sequence, int length = 64) =>
        $$"""{"type":1,"target":"event","arguments":["load-0",{{offset}},{{Encoding.ASCII.GetString(Marks.WriteJson(new EventMark(0, sequence, 1), length))}}]}""";

    public static string Foreign(long offset) => $$"""{"type":1,"target":"event","arguments":["load-0",{{offset}},"hello"]}""";

    public static string Gap(long from, long to) => $$"""{"type":1,"target":"gap","arguments":["load-0",{{from}},{{to}},"slow"]}""";

    public static string Disconnecting(int code) => $$"""{"type":1,"target":"disconnecting","arguments":[{{code}},"why"]}""";

    public static byte[] Record(string json) => [.. Encoding.UTF8.GetBytes(json), End];

    /// <summary>Sends all in one frame.</summary>
    public Task SendAsync(params string[] messages) => wire.SendAsync(ServerFrames.Of(FrameKind.Text, messages.SelectMany(Record).ToArray()));

    private Task SendFragmentsAsync(int size, string[] messages)
    {
        byte[][] parts = [.. messages.SelectMany(Record).Chunk(size)];
        return wire.SendAsync([.. parts.Select((part, i) => ServerFrames.Of(i == 0 ? FrameKind.Text : FrameKind.Continuation, part, final: i == parts.Length - 1))]);
    }

    private static string Completion(string reply) => $$"""{"type":3,"invocationId":"1","result":{{reply}}}""";

    public Task SendFramesAsync(params byte[][] payloads) => wire.SendAsync([.. payloads.Select(payload => ServerFrames.Of(FrameKind.Text, payload))]);

    public void Break() => wire.Break();

    public void Finish() => wire.Finish();

    private async Task<string> ReceiveAsync()
    {
        var received = new List<byte>();
        do received.AddRange(await wire.ReceiveAsync(1));
        while (received[^1] != End);
        return Encoding.UTF8.GetString(received.SkipWhile(one => one != (byte)'{').ToArray());
    }
}
