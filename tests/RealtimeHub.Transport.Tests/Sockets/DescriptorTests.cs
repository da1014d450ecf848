using System.Collections.Concurrent;
using RealtimeHub.Transport.Sockets;
using RealtimeHub.Transport.Tests.Fuzzing;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Sockets;

/// <summary>
/// Sockets that are closed while others write to them, so that their descriptors are soon those of other sockets: nobody may get what was
/// meant for another.
/// </summary>
[Collection(nameof(AloneCollection))]
public sealed class DescriptorTests
{
    private const int Openers = 4;
    private const int Writers = 2;
    private static readonly int Cycles = Campaign.Size(3_000, whenLong: 100_000);

    private readonly ConcurrentDictionary<long, LoopSocket> _open = new();
    private long _last;
    private long _afterClose;
    private volatile bool _isOver;

    [Fact]
    public async Task A_client_only_gets_what_was_meant_for_it()
    {
        using var loop = new TestLoop();
        (await LoopPair.OpenAsync(loop, new KeepingOwner())).Dispose();
        var descriptors = Descriptors.Count;
        var writers = Enumerable.Range(0, Writers).Select(_ => new Thread(Write)).ToList();
        writers.ForEach(writer => writer.Start());

        var received = await Task.WhenAll(Enumerable.Range(0, Openers).Select(number => Task.Run(() => OpenAndCloseAsync(loop, number))));
        _isOver = true;
        writers.ForEach(writer => writer.Join());

        Assert.Equal(0, Volatile.Read(ref _afterClose));
        Assert.True(received.Sum() > Cycles, $"only {received.Sum()} numbers arrived");
        await Descriptors.FallToAsync(descriptors);
    }

    /// <summary>Writes each socket its number, again and again, also while it is closed.</summary>
    private void Write()
    {
        while (!_isOver)
        {
            foreach (var (number, socket) in _open)
            {
                var wasClosed = socket.IsClosed;
                var bytes = BitConverter.GetBytes(number);
                var result = socket.Send(bytes.AsSpan(0, 3), bytes.AsMemory(3), waiter: null);
                if (wasClosed && result != SendResult.Closed) Interlocked.Increment(ref _afterClose);
            }
        }
    }

    private async Task<long> OpenAndCloseAsync(TestLoop loop, int seed)
    {
        var (random, received) = (new Random(seed), 0L);
        for (var i = 0; i < Cycles / Openers; i++)
        {
            var number = Interlocked.Increment(ref _last);
            using var pair = await LoopPair.OpenAsync(loop, new KeepingOwner());
            _open[number] = pair.Server;
            await ReadAsync(pair, number, random.Next(1, 4));
            received++;
            if (random.Next(2) == 0) pair.Server.Abort();
            else pair.Server.Close();

            // The writers go on a little with what is closed.
            received += await ReadRestAsync(pair, number);
            _open.TryRemove(number, out _);
        }

        return received;
    }

    private static async Task ReadAsync(LoopPair pair, long number, int count)
    {
        for (; count > 0; count--) Assert.Equal(number, BitConverter.ToInt64(await pair.ReadAsync(sizeof(long))));
    }

    private static async Task<int> ReadRestAsync(LoopPair pair, long number)
    {
        var rest = new MemoryStream();
        var buffer = new byte[4_096];
        try
        {
            while (await pair.Client.ReceiveAsync(buffer, Patience.Token) is var count and > 0) rest.Write(buffer, 0, count);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The reset.
        }

        var whole = rest.ToArray().Chunk(sizeof(long)).Where(bytes => bytes.Length == sizeof(long)).Select(bytes => BitConverter.ToInt64(bytes)).ToList();
        Assert.All(whole, got => Assert.Equal(number, got));
        return whole.Count;
    }
}
