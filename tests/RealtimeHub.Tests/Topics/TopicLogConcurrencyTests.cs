using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

/// <summary>Appends, reads and shrinks at the same time.</summary>
public sealed class TopicLogConcurrencyTests
{
    private const int Appenders = 2;

    /// <summary>What one thread does: appends an event of this size, or shrinks by so many bytes when it is negative.</summary>
    private static readonly Gen<int[]> Work = Gen.OneOf(Gen.Int[1, 250], Gen.Int[-400, -1]).Array[1, 4];

    [Fact]
    public void Whatever_runs_at_once_ends_as_if_it_had_run_one_after_the_other()
    {
        using var other = new OtherThread();
        Gen.Select(Work, Work, Work).Sample(
            (before, first, second) =>
            {
                var shared = Log();
                Do(shared, before);
                other.RunBoth(() => Do(shared, first), () => Do(shared, second));

                Assert.True(shared.IsCounted);
                Assert.Contains(Interleavings(first, second), order =>
                {
                    var alone = Log();
                    Do(alone, [.. before, .. order]);
                    return alone.Held.SequenceEqual(shared.Held);
                });
            },
            iter: Campaign.Cases, threads: 1);
    }

    [Fact]
    public void Readers_never_see_a_hole_while_others_append_and_shrink()
    {
        var shared = Log();
        var rounds = Campaign.Size(20_000, whenLong: 1_000_000);
        var left = Appenders;
        var appenders = Enumerable.Range(0, Appenders).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < rounds; i++) shared.Log.Append(Given.Bytes(new byte[i % 100]));
            Interlocked.Decrement(ref left);
        }));
        var shrinker = new Thread(() => { while (Volatile.Read(ref left) > 0) shared.Log.Shrink(300); });
        var failures = new List<string>();
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() => ReadAll(shared.Log, Appenders * rounds, failures)));

        List<Thread> threads = [.. appenders, shrinker, .. readers];
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Empty(failures);
        Assert.True(shared.IsCounted);
    }

    private static void ReadAll(TopicLog log, long upTo, List<string> failures)
    {
        for (long cursor = 0; cursor < upTo;)
        {
            var read = log.ReadForward(cursor, 16, long.MaxValue);
            var isWhole = read.After >= cursor && read.Events.Select((e, i) => e.Offset - i).All(first => first == read.After + 1) && read.After + read.Events.Length <= read.Head;
            if (!isWhole)
            {
                lock (failures) failures.Add($"after {cursor}: {read}");
                return;
            }

            cursor = read.After + read.Events.Length;
            if (read.Events.Length == 0) Thread.Yield();
        }
    }

    private static void Do(Shared shared, IEnumerable<int> work)
    {
        foreach (var amount in work)
        {
            if (amount > 0) shared.Log.Append(Given.Bytes(new byte[amount]));
            else shared.Log.Shrink(-amount);
        }
    }

    /// <summary>All orders in which the work of two threads can happen.</summary>
    private static IEnumerable<IEnumerable<int>> Interleavings(int[] first, int[] second) =>
        first.Length == 0 ? [second]
        : second.Length == 0 ? [first]
        : Interleavings(first[1..], second).Select(rest => rest.Prepend(first[0])).Concat(Interleavings(first, second[1..]).Select(rest => rest.Prepend(second[0])));

    private static Shared Log()
    {
        var budget = new LogBudget(2_000);
        return new Shared(Given.Log(new FakeTimeProvider(), new NamespaceOptions { MaxEvents = 6, MaxBytes = 1_500 }, budget: budget), budget);
    }

    private sealed record Shared(TopicLog Log, LogBudget Budget)
    {
        public IEnumerable<(long Offset, int Size)> Held => Log.ReadForward(0, int.MaxValue, long.MaxValue).Events.Select(e => (e.Offset, e.Data.Length));

        /// <summary>Whether the budget knows what the log holds.</summary>
        public bool IsCounted => (Budget.Bytes, Budget.Events) == (Log.Window().Bytes, Log.Window().Events);
    }

    /// <summary>Runs one of two things on a thread of its own, many times: a new thread for each would take longer than what it runs.</summary>
    private sealed class OtherThread : IDisposable
    {
        private readonly Barrier _barrier = new(2);
        private readonly Thread _thread;
        private Action? _run;

        public OtherThread()
        {
            _thread = new Thread(Loop);
            _thread.Start();
        }

        public void RunBoth(Action here, Action there)
        {
            _run = there;
            _barrier.SignalAndWait();
            here();
            _barrier.SignalAndWait();
        }

        public void Dispose()
        {
            _run = null;
            _barrier.SignalAndWait();
            _thread.Join();
            _barrier.Dispose();
        }

        private void Loop()
        {
            while (true)
            {
                _barrier.SignalAndWait();
                if (_run is null) return;
                _run();
                _barrier.SignalAndWait();
            }
        }
    }
}
