using RealtimeHub.Transport.Tests.Support;
using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport.Tests.Fuzzing;

/// <summary>The parser under frames made by chance, legal and illegal, cut anywhere.</summary>
public sealed class FrameParserFuzzTests
{
    [Fact]
    public void Frames_are_read_as_they_were_written_however_they_are_cut()
    {
        var wanted = Campaign.Size(20_000, whenLong: 1_000_000);
        var (frames, connections) = (0, 0);
        for (var seed = Campaign.Seed ?? 1; frames < wanted; seed++)
        {
            var random = new Random(seed);
            var script = Script.Make(random, isUtf8: false);
            Read(script, random, seed);
            frames += script.Frames.Count;
            connections++;
            if (connections % 2_000 == 0) Campaign.TellProgress($"{frames} of {wanted} frames parsed");
            if (Campaign.Seed is not null) return;
        }

        Campaign.TellResult($"{frames} frames of {connections} connections parsed");
    }

    private static void Read(Script script, Random random, int seed)
    {
        var (parser, sink, status) = (default(FrameParser), new Sink(), CloseStatus.None);
        var largest = 1 << random.Next(17);
        for (Span<byte> left = script.ToBytes(); !left.IsEmpty && status == CloseStatus.None;)
        {
            var part = left[..Math.Min(left.Length, random.Next(1, largest + 1))];
            left = left[part.Length..];
            status = parser.Feed(part, sink);
        }

        Assert.True(script.Fails == (int)status, $"seed {seed}: {status} instead of {script.Fails}");
        Assert.True(script.Expected.SequenceEqual(sink.Seen), $"seed {seed}: {string.Join(' ', sink.Seen)} instead of {string.Join(' ', script.Expected)}");
    }

    private sealed class Sink : IFrameSink
    {
        private readonly List<byte> _message = [];

        public List<ServerFrame> Seen { get; } = [];

        public CloseStatus Data(ReadOnlySpan<byte> payload, bool isText, bool endsMessage)
        {
            _message.AddRange(payload);
            if (!endsMessage) return CloseStatus.None;
            Seen.Add(new ServerFrame(isText ? ServerFrame.TextKind : ServerFrame.BinaryKind, [.. _message]));
            _message.Clear();
            return CloseStatus.None;
        }

        public void Ping(ReadOnlySpan<byte> payload) => Seen.Add(new ServerFrame(9, payload.ToArray()));

        public void Pong() => Seen.Add(new ServerFrame(ServerFrame.PongKind, []));

        public void Close(CloseStatus status) => Seen.Add(ServerFrame.Close((int)status));
    }
}
